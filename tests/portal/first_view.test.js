// What the first view of a page costs: all that comes over the wire, for somebody who has never been here, on a line that is paid by the byte.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { Borough } from './support/borough.js';
import { Visitor, startBrowser } from './support/browser.js';
import { arrives, comesHome, comesToTheirStory, isAtTheWelcome } from './support/pages.js';
import { until } from './support/processes.js';

const MOST_BYTES = 30 * 1024;
/** As many entries as a page has. */
const ENTRIES = 50;

describe('the first view', () => {
  const world = {};

  before(async () => {
    world.browser = await startBrowser();
    world.borough = await Borough.start();
    world.somebody = await world.borough.longStory();
  });

  after(async () => {
    await world.browser?.close();
    await world.borough?.stop();
  });

  /** Somebody on a phone who has just come in. */
  async function visitor(comes, whom) {
    const visitor = await Visitor.come(world.browser, world.borough.portal, { size: 'phone' });
    if (comes) await comes(visitor, await world.borough.agency.invites(whom));
    return visitor;
  }

  const aSupporter = () => visitor(comesHome, { supporter: world.borough.supporter });

  async function assertLight(t, visitor, path, arrived) {
    const { bytes, parts } = await overTheWire(visitor, path);
    await arrived(visitor);
    t.diagnostic(`${bytes} bytes: ${parts.join(', ')}`);
    assert.ok(bytes <= MOST_BYTES, `${bytes} bytes come over the wire, where ${MOST_BYTES} may: ${parts.join(', ')}`);
    await visitor.leaves();
  }

  test('of the welcome is light', async (t) => {
    await assertLight(t, await visitor(), '/', isAtTheWelcome);
  });

  test('of a supporter’s home is light', async (t) => {
    await assertLight(t, await aSupporter(), '/', (visitor) => arrives(visitor, 'Home'));
  });

  test('of a story of fifty entries is light', async (t) => {
    await assertLight(t, await aSupporter(), `/story/${world.somebody}`, hasAllEntries);
  });

  test('of a resident’s own story is light', async (t) => {
    const resident = await visitor(comesToTheirStory, { resident: world.somebody });
    await assertLight(t, resident, '/', hasAllEntries);
  });
});

async function hasAllEntries({ page }) {
  assert.equal(await page.getByRole('listitem').filter({ has: page.locator('[id^=sentence-]') }).count(), ENTRIES);
}

/** Goes to a page with nothing kept from before, and adds up what comes: headers and bodies, as they were packed. */
async function overTheWire(visitor, path) {
  const chromium = await visitor.chromium();
  await chromium.send('Network.enable');
  await chromium.send('Network.setCacheDisabled', { cacheDisabled: true });
  const urls = new Map();
  const waiting = new Set();
  const parts = [];
  let bytes = 0;
  chromium.on('Network.requestWillBeSent', ({ requestId, request, redirectResponse, type }) => {
    bytes += redirectResponse?.encodedDataLength ?? 0;
    urls.set(requestId, request.url);
    // What waits for news never ends, and brings nothing before there is any.
    if (type !== 'EventSource') waiting.add(requestId);
  });
  chromium.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    // What the page before had asked for.
    if (!urls.has(requestId)) return;
    bytes += encodedDataLength;
    waiting.delete(requestId);
    parts.push(`${new URL(urls.get(requestId)).pathname} ${encodedDataLength}`);
  });
  await visitor.page.goto(new URL(path, visitor.portal).href, { waitUntil: 'load' });
  await until('all of the page has come', () => waiting.size === 0);
  return { bytes, parts };
}
