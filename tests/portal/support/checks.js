// What must hold of every page, in every state: whom it keeps out, how wide it is, and which words it says.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { axeScript } from './packages.js';

const NEVER = neverList();

/** Cheap enough to be asked of every page that a journey comes past. */
export async function assertWellMade(page) {
  assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1, `${page.url()} has one heading of its own`);
  assert.match(await page.title(), /Throughline/, `${page.url()} has a title`);
  await assertNoScrollingSideways(page);
  assert.deepEqual(await forbiddenWords(page), [], `${page.url()} says what we never say`);
}

export async function assertNoScrollingSideways(page) {
  const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  const parts = wide > room ? await page.evaluate(tooWide) : [];
  assert.ok(wide <= room, `${page.url()} is ${wide} px wide, where there are ${room}: ${parts.join(', ')}`);
}

/** Within the page: what stands out of it. */
function tooWide() {
  const room = document.documentElement.clientWidth;
  const out = [...document.querySelectorAll('body *')].filter((part) => part.getBoundingClientRect().right > room + 0.5);
  return out.slice(0, 5).map((part) => `<${part.localName}${part.className && `.${part.className}`}> ${part.textContent.trim().slice(0, 40)}`);
}

/** What axe finds, a line each; by all of its rules for WCAG 2.2 AA and what it counts as best practice. */
export async function whatAxeFinds(page) {
  await page.evaluate(axeScript);
  const violations = await page.evaluate(async () => {
    const found = await globalThis.axe.run(document, { resultTypes: ['violations'] });
    return found.violations.map(({ id, help, nodes }) => ({ id, help, where: nodes.map((node) => node.html) }));
  });
  return violations.map(({ id, help, where }) => `${id} (${help}): ${where.slice(0, 3).join(' ')}`);
}

/** The words of the never list that a page shows, without what people said themselves. */
export async function forbiddenWords(page) {
  const text = await page.evaluate(() => {
    const own = document.body.cloneNode(true);
    own.querySelectorAll('blockquote, textarea').forEach((part) => part.remove());
    return `${document.title} ${own.innerText}`;
  });
  const words = ` ${text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ')} `;
  return NEVER.filter((never) => words.includes(` ${never} `));
}

/** The list is kept where the program's own texts are held against it. */
function neverList() {
  const source = readFileSync(new URL('../../tests/tidy/words.rs', import.meta.url), 'utf8');
  const list = source.match(/const NEVER[^=]*= \[([^\]]*)\]/)[1];
  const never = [...list.matchAll(/"([^"]+)"/g)].map(([, words]) => words);
  assert.ok(never.length > 30, 'the list is there');
  return [...never, 'refused'];
}
