// Reads Mermaid diagrams with Mermaid's own parser: node mermaid_parses.mjs NODE_MODULES FILE…
// Prints a line of JSON for each file: its name, the error if there is one, and the labels of its boxes as a reader sees them.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules, ...files] = process.argv.slice(2);
const folder = resolve(modules);
const { JSDOM } = createRequire(join(folder, 'here.js'))('jsdom');
const page = new JSDOM('<!DOCTYPE html><body></body>');
globalThis.window = page.window;
globalThis.document = page.window.document;
const { default: mermaid } = await import(pathToFileURL(join(folder, 'mermaid/dist/mermaid.core.mjs')).href);

// Mermaid keeps the number of a character between signs of its own until it draws.
const decoded = (text) => text.replace(/ﬂ°°(\d+)¶ß/g, (_, number) => String.fromCodePoint(Number(number)));

for (const file of files) {
  const result = { file, error: null, labels: [] };
  try {
    const text = readFileSync(file, 'utf8');
    await mermaid.parse(text);
    const diagram = await mermaid.mermaidAPI.getDiagramFromText(text);
    for (const vertex of diagram.db.getVertices().values()) result.labels.push(decoded(vertex.text ?? ''));
  } catch (error) {
    result.error = String(error).slice(0, 600);
  }
  console.log(JSON.stringify(result));
}
