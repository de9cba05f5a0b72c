import { Notifications } from '@mantine/notifications';
import { Route, Router, Switch } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';
import { DropTarget } from './frame/drop-target.tsx';
import { Frame } from './frame/frame.tsx';
import { Mishaps } from './frame/mishaps.tsx';
import { pathsOf, textOf } from './route.ts';
import { AnomaliesScreen } from './screens/anomalies/anomalies.tsx';
import { AuditScreen } from './screens/audit.tsx';
import { DashboardScreen } from './screens/dashboard.tsx';
import { DataScreen } from './screens/data.tsx';
import { ModelsScreen } from './screens/models/models.tsx';
import { OpenScreen } from './screens/open.tsx';
import { OpenSeveralScreen } from './screens/open-several.tsx';
import { OverTimeScreen } from './screens/over-time/over-time.tsx';
import { ProfileScreen } from './screens/profile/profile.tsx';
import { QualityScreen } from './screens/quality.tsx';
import { RelationsScreen } from './screens/relations.tsx';
import { RulesScreen } from './screens/rules.tsx';
import { RunScreen } from './screens/run.tsx';
import { RunsScreen } from './screens/runs.tsx';
import { StartScreen } from './screens/start.tsx';
import { StepsScreen } from './screens/steps/steps.tsx';

/** The workbench: one frame, and in it the screen that the address names. */
export function App() {
  return (
    <Router hook={useHashLocation}>
      {/* Within the router, so that they may lead somewhere. */}
      <Notifications position="bottom-right" autoClose={8000} limit={4} />
      <DropTarget>
        <Frame>
          <Mishaps>
            <Switch>
              <Route path="/open/:path">{({ path }) => <OpenScreen key={path} path={textOf(path)} />}</Route>
              <Route path="/together/:paths">{({ paths }) => <OpenSeveralScreen key={paths} paths={pathsOf(paths)} />}</Route>
              <Route path="/data/:dataset/:what/:query?">
                {({ dataset, what, query }) => (
                  <DataScreen
                    key={`${dataset}/${what}`}
                    dataset={textOf(dataset)}
                    what={what === 'raw' || what === 'clean' ? what : 'exceptions'}
                    address={query}
                  />
                )}
              </Route>
              <Route path="/quality" component={QualityScreen} />
              <Route path="/dashboard/:filter?">{({ filter }) => <DashboardScreen address={filter} />}</Route>
              <Route path="/profile/:dataset?/:what?/:column?">
                {({ dataset, what, column }) => (
                  <ProfileScreen
                    dataset={dataset === undefined ? undefined : textOf(dataset)}
                    what={what === 'clean' || what === 'exceptions' ? what : 'raw'}
                    column={column === undefined ? undefined : textOf(column)}
                  />
                )}
              </Route>
              <Route path="/anomalies/:dataset?/:search?">
                {({ dataset, search }) => (
                  <AnomaliesScreen dataset={dataset === undefined ? undefined : textOf(dataset)} address={search} />
                )}
              </Route>
              <Route path="/over-time/:dataset?/:search?">
                {({ dataset, search }) => (
                  <OverTimeScreen dataset={dataset === undefined ? undefined : textOf(dataset)} address={search} />
                )}
              </Route>
              <Route path="/relations" component={RelationsScreen} />
              <Route path="/rules" component={RulesScreen} />
              <Route path="/steps/:dataset?">
                {({ dataset }) => <StepsScreen dataset={dataset === undefined ? undefined : textOf(dataset)} />}
              </Route>
              <Route path="/models/:model?/:search?">
                {({ model, search }) => <ModelsScreen model={model === undefined ? undefined : textOf(model)} address={search} />}
              </Route>
              <Route path="/runs" component={RunsScreen} />
              <Route path="/runs/:runId">{({ runId }) => <RunScreen runId={runId} />}</Route>
              <Route path="/audit" component={AuditScreen} />
              <Route component={StartScreen} />
            </Switch>
          </Mishaps>
        </Frame>
      </DropTarget>
    </Router>
  );
}
