// What people do on the portal's pages, found as they find it: by role and label. A text that changes is changed here, and nowhere else.
import assert from 'node:assert/strict';

import { assertWellMade } from './checks.js';

const button = (visitor, name) => visitor.page.getByRole('button', { name, exact: true });
const link = (visitor, name) => visitor.page.getByRole('link', { name, exact: true });
const box = (visitor, label) => visitor.page.getByRole('textbox', { name: label });
const choice = (visitor, label) => visitor.page.getByRole('radio', { name: label });
const list = (visitor, label) => visitor.page.getByRole('combobox', { name: label });

// Coming in and going.

/** Waits for a page by its heading, and looks whether it is well made. */
export async function arrives(visitor, heading) {
  await visitor.page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor();
  await assertWellMade(visitor.page);
}

/** Comes in by a link, to a supporter's first page. */
export const comesHome = (visitor, invitation) => comesIn(visitor, invitation, 'Home');

/** Comes in by a link, to a resident's. */
export const comesToTheirStory = (visitor, invitation) => comesIn(visitor, invitation, 'My story');

/** Comes in by a link, to an auditor's. */
export const comesToTheAudit = (visitor, invitation) => comesIn(visitor, invitation, 'History and proof');

/** The button on an invitation's page. */
export const comeIn = (visitor) => button(visitor, 'Come in');

async function comesIn(visitor, invitation, heading) {
  await visitor.goes(invitation);
  await arrives(visitor, 'Your invitation');
  await visitor.presses(comeIn(visitor));
  await arrives(visitor, heading);
}

export async function isAtTheWelcome(visitor) {
  await arrives(visitor, 'One continuous story, shared by the people who walk beside you');
}

export async function signsOut(visitor) {
  await visitor.presses(button(visitor, 'Sign out'));
  await isAtTheWelcome(visitor);
}

export const leaveQuickly = (visitor) => button(visitor, 'Leave quickly');

/** Reads on in another language. */
export async function readsIn(visitor, language, heading) {
  await visitor.presses(button(visitor, language));
  await arrives(visitor, heading);
}

/** Out of every browser that they are signed in with. */
export async function signsOutEverywhere(visitor) {
  await visitor.presses(button(visitor, 'Sign out everywhere'));
  await isAtTheWelcome(visitor);
}

/** The page that says what is wrong, and what to do. */
export async function isToldWhy(visitor, why) {
  await arrives(visitor, 'That did not work');
  await sees(visitor, why);
  assert.equal(await link(visitor, 'To the start').count(), 1);
}

// What stands on a page.

export async function sees(visitor, text) {
  await visitor.page.getByRole('main').getByText(text).first().waitFor();
}

export async function seesNot(visitor, text) {
  assert.equal(await visitor.page.getByRole('main').getByText(text).count(), 0, `“${text}” is there`);
}

/** What a form says that is not right. */
export async function isAskedAgain(visitor, why) {
  await visitor.page.getByRole('alert').getByText(why).waitFor();
  await assertWellMade(visitor.page);
}

/** An entry of a story, by what it says. */
export const entry = (visitor, text) => visitor.page.getByRole('listitem').filter({ hasText: text });

/** How many entries say this. */
export const entries = (visitor, text) => entry(visitor, text).count();

// A supporter.

/** Opens somebody's story from Home. */
export async function opensStory(visitor, name) {
  await visitor.presses(link(visitor, name).first());
  await arrives(visitor, name);
}

/** Looks for somebody by name. */
export async function finds(visitor, name) {
  await visitor.presses(link(visitor, 'Find somebody'));
  await arrives(visitor, 'Find');
  await searches(visitor, name);
}

export async function searches(visitor, name) {
  await box(visitor, 'A name').fill(name);
  await visitor.presses(button(visitor, 'Find'));
  await arrives(visitor, 'Find');
}

/** Goes from a story to the page where something is added. */
export async function beginsToAdd(visitor) {
  await visitor.presses(link(visitor, 'Add what happened'));
  await arrives(visitor, 'Add what happened');
}

/** Fills in what happened; whatever is left out stays as it is. */
export async function fillsIn(visitor, { kind, what, manner, words, theirs, justUs }) {
  if (kind) await choice(visitor, kind).check();
  if (what) await box(visitor, /What was it about/).fill(what);
  if (manner) await list(visitor, /in touch/).selectOption(manner);
  if (words) await wordsOfEntry(visitor).fill(words);
  if (theirs) await choice(visitor, /^Theirs/).check();
  if (justUs) await choice(visitor, /^Just us/).check();
}

export const wordsOfEntry = (visitor) => box(visitor, /^Words/);
export const addIt = (visitor) => button(visitor, 'Add it');

/** Adds what happened, and is back in the story. */
export async function adds(visitor, name, filled) {
  await beginsToAdd(visitor);
  await fillsIn(visitor, filled);
  await visitor.presses(addIt(visitor));
  await arrives(visitor, name);
}

export async function looksHowItWillRead(visitor) {
  await visitor.presses(button(visitor, 'See how it will read'));
  await arrives(visitor, 'Add what happened');
  return visitor.page.getByRole('status');
}

export const triedNoAnswer = (visitor) => button(visitor, 'Tried, no answer');

/** Goes to the page where an entry is taken back. */
export async function beginsToTakeBack(visitor, text) {
  await visitor.presses(entry(visitor, text).getByRole('link', { name: 'Take it back' }).first());
  await arrives(visitor, 'Take it back');
}

export const takeItBack = (visitor) => button(visitor, 'Take it back');
export const becauseOfAMistake = (visitor) => choice(visitor, /did not happen/);

/** Shows only some of a story. */
export async function filters(visitor, name, { agency, kind }) {
  if (agency) await list(visitor, 'Who wrote it').selectOption(agency);
  if (kind) await list(visitor, 'What kind').selectOption(kind);
  await visitor.presses(button(visitor, 'Show'));
  await arrives(visitor, name);
}

export async function showsAll(visitor, name) {
  await visitor.presses(link(visitor, 'Show all of it'));
  await arrives(visitor, name);
}

/** The next older page. */
export async function goesFurtherBack(visitor, name) {
  await visitor.presses(link(visitor, 'Further back'));
  await arrives(visitor, name);
}

/** The line that says that something new was written; it comes by itself, and moves nothing. */
export const news = (visitor) => visitor.page.getByRole('status').getByRole('link', { name: /new entr(y|ies)/ });

export const seeToIt = (visitor, what) => visitor.page.getByRole('button', { name: `I’ll see to it: ${what}` });

/** Begins to walk alongside, with a yes that was said face to face. */
export async function comesAlongside(visitor, name) {
  await visitor.presses(link(visitor, 'They would like me alongside'));
  await arrives(visitor, 'They would like me alongside');
  await choice(visitor, 'Face to face').check();
  await visitor.presses(button(visitor, 'I’m alongside'));
  await arrives(visitor, name);
}

/** Goes to the page where somebody says that they can no longer walk alongside. */
export async function beginsToEndAlongside(visitor) {
  await visitor.presses(link(visitor, 'I can no longer walk alongside'));
  await arrives(visitor, 'I can no longer walk alongside');
}

export async function saysWhyItEnds(visitor, why) {
  await choice(visitor, why).check();
  await visitor.presses(writeItDown(visitor));
}

export const writeItDown = (visitor) => button(visitor, 'Write it down');

/** Says why they read a story that somebody's death or moving away has stilled; then what happened is told. */
export async function saysWhyTheyRead(visitor) {
  await visitor.page.getByRole('group', { name: 'Why are you reading this story?' }).getByRole('radio').first().check();
  await visitor.presses(button(visitor, 'Show the story'));
  await visitor.page.getByRole('heading', { level: 3 }).first().waitFor();
  await assertWellMade(visitor.page);
}

export async function opensAgency(visitor) {
  await visitor.presses(link(visitor, 'Our agency'));
  await arrives(visitor, 'Our agency');
}

// A resident.

/** Answers an offer: 'Yes, please', 'Not now' or 'No, thank you'. */
export async function answers(visitor, what, answer) {
  await visitor.presses(button(visitor, `${answer}: ${what}`));
  await arrives(visitor, 'My story');
}

export const inMyWords = (visitor) => box(visitor, 'In my words');
export const addToMyStory = (visitor) => button(visitor, 'Add it to my story');

/** Adds their own words. */
export async function says(visitor, words, kind) {
  if (kind) await choice(visitor, kind).check();
  await inMyWords(visitor).fill(words);
  await visitor.presses(addToMyStory(visitor));
}

/** Goes to the page where they say how they see an entry. */
export async function beginsToDisagree(visitor, text) {
  await visitor.presses(entry(visitor, text).getByRole('link', { name: 'I see it differently' }).first());
  await arrives(visitor, 'I see it differently');
}

export async function saysHowTheySeeIt(visitor, view) {
  await box(visitor, 'How I see it').fill(view);
  await visitor.presses(button(visitor, 'Put it beside'));
}

export async function asksWhoLooked(visitor) {
  await visitor.presses(link(visitor, 'Who looked at my story'));
  await arrives(visitor, 'Who looked');
}

export async function rests(visitor) {
  await visitor.presses(button(visitor, 'I’d like a rest'));
  await arrives(visitor, 'My story');
}

export async function isBack(visitor) {
  await visitor.presses(button(visitor, 'I’m back'));
  await arrives(visitor, 'My story');
}

/** Goes to the page where they choose who sees what. */
export async function goesToChoose(visitor) {
  await visitor.presses(link(visitor, 'Choose who sees what'));
  await arrives(visitor, 'Who sees what');
}

export async function chooses(visitor, { level, agency }) {
  if (level) await choice(visitor, level).check();
  if (agency) await list(visitor, 'With whom?').selectOption(agency);
}

export const seeWhatTheySee = (visitor) => button(visitor, 'See what they would see');
export const chooseThis = (visitor) => button(visitor, 'Choose this');

/** Goes to the page where they draw their life map. */
export async function beginsToDraw(visitor) {
  await visitor.presses(link(visitor, 'Draw my life map'));
  await arrives(visitor, 'My life map');
}

/** Says how each of these things is for them: 'Going well', 'So-so', 'Hard' or 'Skip'. */
export async function draws(visitor, things) {
  for (const [thing, how] of Object.entries(things)) {
    await visitor.page.getByRole('group', { name: thing, exact: true }).getByText(how, { exact: true }).click();
  }
  await visitor.presses(visitor.page.getByRole('main').getByRole('button').last());
}

export const takeItWithMe = (visitor) => link(visitor, 'Take my story with me');

// An account.

export const connectAccount = (visitor) => button(visitor, 'Connect my account');
export const disconnectAccount = (visitor) => button(visitor, 'Disconnect it');
export const signIn = (visitor) => link(visitor, 'Sign in');

/** Says who they are on the provider's own pages, which ask each time, and the first time whether they agree; and is sent back. */
export async function saysWhoTheyAre({ page }, account, { isFirst = true } = {}) {
  await page.locator('input[name=login]').fill(account);
  await page.locator('input[name=password]').fill('any');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  if (isFirst) await page.getByRole('button', { name: 'Continue' }).click();
}

// An auditor.

/** Reads a story as it was known; `why` and `on` may be left out. */
export async function readsAsKnown(visitor, person, { why = '', on = '' } = {}) {
  await visitor.presses(link(visitor, 'A story as it was known'));
  await arrives(visitor, 'A story as it was known');
  await box(visitor, 'Whose story').fill(person);
  await box(visitor, 'Why you read it').fill(why);
  if (on) await visitor.page.getByLabel('On which day').fill(on);
  await visitor.presses(button(visitor, 'Show'));
}

/** Slides back until so many days before today. */
export async function slidesBack(visitor, days) {
  await visitor.page.getByRole('slider').fill(String(days));
  await visitor.presses(button(visitor, 'Go to that day'));
}

export async function comparesSince(visitor, person, from, why) {
  await visitor.presses(link(visitor, 'What changed between two days'));
  await box(visitor, 'Whose story').fill(person);
  await visitor.page.getByLabel('From the end of this day').fill(from);
  await box(visitor, 'Why you read it').fill(why);
  await visitor.presses(button(visitor, 'Show'));
}

export async function asksWhoLookedAt(visitor, person) {
  await visitor.presses(link(visitor, 'Who looked'));
  await box(visitor, 'Whose story').fill(person);
  await visitor.presses(button(visitor, 'Show'));
}
