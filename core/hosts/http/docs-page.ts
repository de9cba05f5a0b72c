/** The page that shows the calls of the API and lets people try those that only read. */
export const docsPage = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Winnow API</title>
<link rel="stylesheet" href="/docs.css">
</head>
<body>
<header><h1>Winnow</h1><p>The API of this workspace, on this machine only. <a href="/openapi.json">openapi.json</a></p></header>
<main id="calls"><p>Loading …</p></main>
<script type="module" src="/docs.js"></script>
</body>
</html>
`;

/** The script of the page; everything is put in as text, never as markup. */
export const docsScript = `
// The workbench of this origin keeps the token there.
const token = localStorage.getItem('winnow.token');
const headers = token === null ? {} : { authorization: 'Bearer ' + token };
const main = document.getElementById('calls');
const element = (name, text, className) => {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
};
const description = await (await fetch('/openapi.json')).json();
main.replaceChildren();
for (const [path, methods] of Object.entries(description.paths)) {
  for (const [method, call] of Object.entries(methods)) {
    const section = element('section');
    const title = element('h2');
    title.append(element('span', method.toUpperCase(), 'method ' + method), element('code', '/api' + path));
    section.append(title, element('p', call.summary));
    const body = call.requestBody?.content?.['application/json']?.schema;
    if (body || call.parameters) {
      const details = element('details');
      details.append(element('summary', 'Input'), element('pre', JSON.stringify(body ?? call.parameters, null, 2)));
      section.append(details);
    }
    if (method === 'get' && !path.includes('{')) {
      const button = element('button', 'Try');
      const answer = element('pre');
      answer.hidden = true;
      button.addEventListener('click', async () => {
        const response = await fetch('/api' + path, { headers });
        answer.hidden = false;
        answer.textContent = response.status + '\\n' + JSON.stringify(await response.json(), null, 2);
      });
      section.append(button, answer);
    }
    main.append(section);
  }
}
`;

/** The look of the page, light and dark. */
export const docsStyle = `
:root { color-scheme: light dark; --ground: #f6f7f9; --surface: #fff; --line: #e3e6eb; --ink: #1a2230; --second: #4d5866; --accent: #2457d6; --clean: #0b7a75; }
@media (prefers-color-scheme: dark) { :root { --ground: #0f1319; --surface: #151a22; --line: #2a323e; --ink: #e6eaf0; --second: #b4bdc9; --accent: #7aa2ff; --clean: #3cc4b9; } }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem; background: var(--ground); color: var(--ink); font: 14px/1.5 Inter, system-ui, sans-serif; }
h1 { font-size: 17px; margin: 0; } header p { margin: 4px 0 20px; color: var(--second); } a { color: var(--accent); }
section { background: var(--surface); border: 1px solid var(--line); border-radius: 8px; padding: 12px 16px; margin-bottom: 8px; }
h2 { font-size: 14px; font-weight: 600; margin: 0; display: flex; gap: 12px; } section p { margin: 4px 0; color: var(--second); }
.method { color: var(--accent); width: 3.5em; } .get { color: var(--clean); }
pre { overflow: auto; max-height: 24rem; background: var(--ground); border-radius: 6px; padding: 8px; font-size: 12px; }
button { font: inherit; color: var(--accent); background: none; border: 1px solid var(--line); border-radius: 6px; padding: 3px 12px; cursor: pointer; }
summary { cursor: pointer; color: var(--second); }
`;
