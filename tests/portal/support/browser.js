// Chromium, and somebody who sits before it: on a phone or at a desk, with scripts or without. What a visitor's browser asks of other hosts, or
// what a page does that it may not, is noted and told when they leave.
import assert from 'node:assert/strict';

import { chromium } from './packages.js';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** What people sit before. */
export const SIZES = {
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
  desktop: { viewport: { width: 1280, height: 900 } },
};

/** A browser of our own. `options` are Playwright's. */
export function startBrowser(options = {}) {
  return chromium.launch({ executablePath: CHROMIUM, ...options });
}

/** Somebody with a browser profile of their own. */
export class Visitor {
  /** `alsoAt` are addresses of other hosts that they may go to. `options` are Playwright's. */
  static async come(browser, portal, { size = 'desktop', script = true, alsoAt = [], options = {} } = {}) {
    const context = await browser.newContext({ locale: 'en-GB', ...SIZES[size], javaScriptEnabled: script, ...options });
    return Object.assign(new Visitor(context, await context.newPage(), portal, alsoAt), { size });
  }

  constructor(context, page, portal, alsoAt) {
    this.context = context;
    this.page = page;
    this.portal = portal;
    this.strangers = [];
    this.complaints = [];
    const known = [portal, ...alsoAt];
    context.on('request', (request) => {
      const isOurs = request.isNavigationRequest() || request.frame().url().startsWith(portal);
      if (isOurs && !known.some((address) => request.url().startsWith(address))) this.strangers.push(request.url());
    });
    context.on('weberror', (error) => this.complaints.push(String(error.error())));
    context.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) this.complaints.push(message.text());
    });
  }

  /** Goes to a page of the portal's, or to any address. Gives the answer. */
  goes(to) {
    return this.page.goto(new URL(to, this.portal).href);
  }

  /** Presses something that leads to another page, and waits until that is there. */
  async presses(locator, { times = 1 } = {}) {
    await Promise.all([this.page.waitForEvent('domcontentloaded'), locator.click({ clickCount: times, noWaitAfter: true })]);
  }

  /** Reads the same page again, in a further tab of the same browser. */
  async anotherTab() {
    const tab = new Visitor(this.context, await this.context.newPage(), this.portal, []);
    return Object.assign(tab, { strangers: this.strangers, complaints: this.complaints });
  }

  /** The cookie that the browser is signed in by, if it has one. */
  async session() {
    const cookies = await this.context.cookies();
    return cookies.find((cookie) => cookie.name === '__Host-session');
  }

  /** A line to Chromium itself, for this page. */
  chromium() {
    return this.context.newCDPSession(this.page);
  }

  async leaves() {
    await this.context.close();
    assert.deepEqual(this.strangers, [], 'the page asked other hosts');
    assert.deepEqual(this.complaints, [], 'the page did what it may not');
  }
}
