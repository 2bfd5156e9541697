// The pictures of every page, at both sizes, in a folder that a person can leaf through: screenshots/index.html shows them side by side.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { SIZES } from './browser.js';

const FOLDER = fileURLToPath(new URL('../screenshots', import.meta.url));

/** Begins anew. */
export function beginAlbum() {
  rmSync(FOLDER, { recursive: true, force: true });
  for (const size of Object.keys(SIZES)) mkdirSync(join(FOLDER, size), { recursive: true });
}

/** Takes a picture of a whole page. */
export async function takePicture(visitor, number, title) {
  const name = `${String(number).padStart(2, '0')} ${title}.png`;
  await visitor.page.screenshot({ path: join(FOLDER, visitor.size, name), fullPage: true, animations: 'disabled' });
}

/** Writes the page that shows them all. */
export function finishAlbum() {
  const names = readdirSync(join(FOLDER, 'desktop')).sort();
  const width = (size) => SIZES[size].viewport.width;
  const picture = (size, name) => `<img src="${size}/${encodeURIComponent(name)}" alt="${size}" width="${width(size)}" loading="lazy">`;
  const rows = names.map((name) => `<h2>${name.replace('.png', '')}</h2>\n<p>${picture('phone', name)} ${picture('desktop', name)}</p>`);
  const style = 'body { font-family: sans-serif } p { display: flex; gap: 1rem; align-items: flex-start } img { border: 1px solid; max-width: 66% }';
  writeFileSync(join(FOLDER, 'index.html'), `<!doctype html>\n<title>Every page</title>\n<style>${style}</style>\n${rows.join('\n')}\n`);
}
