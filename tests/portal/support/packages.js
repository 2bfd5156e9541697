// The packages that the tests stand on, from the folder into which tests/tools/set-up put them: the tree itself stays as it was checked out.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

import { setting } from './settings.js';

const require = createRequire(`${setting('PORTAL_PACKAGES')}/`);

/** Drives Chromium. */
export const { chromium } = require('playwright-core');

/** The script that looks for what keeps people out, to be run within a page. */
export const axeScript = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** Loaded only where it is wanted, since it is large. */
export async function loadLighthouse() {
  const { default: lighthouse } = await import(pathToFileURL(require.resolve('lighthouse')).href);
  return lighthouse;
}
