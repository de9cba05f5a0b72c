import { type Html, html } from './html.ts';

const style = `
:root{color-scheme:light dark;--ground:#f6f7f9;--surface:#fff;--line:#e3e6eb;--ink:#1a2230;--soft:#4d5866;--bar:#2457d6;--tint:#e8eefc;--wrong:#c2410c;--wrong-tint:#fdeee4;--clean:#0b7a75}
@media(prefers-color-scheme:dark){:root{--ground:#0f1319;--surface:#151a22;--line:#2a323e;--ink:#e6eaf0;--soft:#b4bdc9;--bar:#7aa2ff;--tint:#1b2a4a;--wrong:#ff9a5c;--wrong-tint:#3a2113;--clean:#3cc4b9}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:14px/1.45 system-ui,sans-serif}
main{max-width:1160px;margin:0 auto;padding:24px 20px 60px}
h1{font-size:22px;margin:0 0 2px}h2{font-size:18px;margin:32px 0 10px}h3{font-size:14px;margin:0}
p{margin:4px 0}.soft{color:var(--soft)}.wrong{color:var(--wrong)}.clean{color:var(--clean)}.small{font-size:12px}
.card{background:var(--surface);border:1px solid var(--line);border-radius:8px;padding:12px 14px;margin:0 0 10px;break-inside:avoid}
.columns{display:grid;grid-template-columns:repeat(auto-fill,minmax(340px,1fr));gap:10px}.columns .card{margin:0}
.head{display:flex;gap:8px;align-items:baseline;margin-bottom:6px}.head .soft{margin-left:auto;white-space:nowrap}
h3,td,th{overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%}th{text-align:left;font-weight:600;color:var(--soft)}
td,th{padding:3px 8px 3px 0;border-bottom:1px solid var(--line);vertical-align:top}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap;overflow-wrap:normal}
tr:last-child td{border-bottom:0}
.wide{overflow-x:auto}
.meter{display:block;height:7px;border-radius:4px;background:var(--tint);min-width:60px;margin-top:6px}.meter i{display:block;height:100%;border-radius:4px;background:var(--bar)}
.chart{display:flex;align-items:flex-end;gap:1px;height:64px;margin:8px 0 2px}.chart i{flex:1;background:var(--bar);min-height:1px}.chart i.none{background:var(--line)}
.ends{display:flex;justify-content:space-between;font-size:12px;color:var(--soft)}
details{margin-top:6px}summary{cursor:pointer;color:var(--soft);font-size:12px}
ol.found{margin:0;padding-left:22px}ol.found li{margin:6px 0}
code{font:12px ui-monospace,monospace}
@media print{body{background:#fff}.card{border-color:#ccc}details{display:block}details>*{display:block}main{max-width:none;padding:0}}
`;

/**
 * A page that is one file and needs no other: it loads nothing, runs nothing, and says so to the browser. Light and dark as the system is, and
 * fit for printing.
 */
export function page(title: string, body: Html): string {
  return `${
    html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Winnow">
<title>${title}</title>
<style>${{ html: style }}</style>
</head>
<body><main>
${body}
</main></body>
</html>`.html
  }\n`;
}
