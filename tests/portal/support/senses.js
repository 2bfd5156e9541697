// How a page is for people who see it in other colours, without movement, much larger, or never touch a mouse. Each gives what is wrong, a line each.

/** In colours that people have forced, backgrounds and shadows go: whatever can be pressed or filled in must have a line around it or beneath. */
export async function whatForcedColoursHide(page) {
  await page.emulateMedia({ forcedColors: 'active' });
  const hidden = await page.evaluate(() => {
    const isSeen = (part) => part.checkVisibility() && part.getBoundingClientRect().width > 1;
    const hasLine = ({ borderStyle, borderBottomWidth, textDecorationLine }) =>
      (borderStyle !== 'none' && Number.parseFloat(borderBottomWidth) > 0) || textDecorationLine === 'underline';
    const parts = [...document.querySelectorAll('button, .button, input:not([type=radio], [type=checkbox], [type=hidden]), select, textarea')];
    return parts.filter((part) => isSeen(part) && !hasLine(getComputedStyle(part))).map((part) => part.outerHTML.slice(0, 80));
  });
  await page.emulateMedia({ forcedColors: 'none' });
  return hidden.map((part) => `no line in forced colours: ${part}`);
}

/** For people whom movement makes ill, nothing moves. */
export async function whatMoves(page) {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const moving = await page.evaluate(() => {
    const seconds = (times) => Math.max(...times.split(',').map(Number.parseFloat));
    const moves = ({ animationName, animationDuration, transitionDuration, scrollBehavior }) =>
      (animationName !== 'none' && seconds(animationDuration) > 0.01) || seconds(transitionDuration) > 0.01 || scrollBehavior === 'smooth';
    return [...document.querySelectorAll('*')].filter((part) => moves(getComputedStyle(part))).map((part) => part.outerHTML.slice(0, 80));
  });
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  return moving.map((part) => `moves for those who asked for no movement: ${part}`);
}

/** At 400 % of 1280 × 1024, a page is 320 px wide and 256 high: it is read by scrolling one way. */
export async function whatIsTooWideAt400Percent(page) {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 256 });
  const out = await page.evaluate(() => {
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= room) return [];
    const parts = [...document.querySelectorAll('body *')].filter((part) => part.getBoundingClientRect().right > room + 0.5);
    return parts.map((part) => `${part.outerHTML.slice(0, 80)} ends at ${Math.round(part.getBoundingClientRect().right)} px`);
  });
  await page.setViewportSize(before);
  return out.map((part) => `too wide at 320 px: ${part}`);
}

/** Everything that can be pressed or filled in is come to with the Tab key, in turn, in sight, and in a way that can be seen. */
export async function whatTheKeyboardMisses(page) {
  await page.evaluate(rememberParts);
  const wrong = new Set();
  const all = await page.evaluate(() => globalThis.partsOfThisPage.length);
  // It begins where the page's address points to, and so may come round once. A field for a day has four parts.
  let rounds = 0;
  for (let press = 0; press < all * 4 + 5 && rounds < 2; press += 1) {
    await page.keyboard.press('Tab');
    const focus = await page.evaluate(whatHasTheFocus);
    if (!focus) rounds += 1;
    else if (!focus.isInSight) wrong.add(`has the focus out of sight: ${focus.what}`);
    else if (!(await showsThatItHasTheFocus(page, focus))) wrong.add(`has the focus, and nothing shows it: ${focus.what}`);
  }
  const missed = await page.evaluate(whatWasMissed);
  return [...wrong, ...missed.map((part) => `the keyboard does not come to: ${part}`)];
}

/** What was looked at already, by what it is: how it shows the focus follows from that alone. */
const shown = new Map();
/** How far a mark may stand out. */
const MARGIN_PX = 8;

/** Whether what has the focus looks different without it, in the page's own colours and in forced ones. */
async function showsThatItHasTheFocus(page, { kind, box }) {
  if (shown.has(kind)) return shown.get(kind);
  const x = Math.max(0, box.x - MARGIN_PX);
  const y = Math.max(0, box.y - MARGIN_PX);
  const clip = { x, y, width: box.width + 2 * MARGIN_PX, height: Math.min(box.height, 100) + 2 * MARGIN_PX };
  let isShown = true;
  for (const forcedColors of ['active', 'none']) {
    await page.emulateMedia({ forcedColors });
    const marked = await page.screenshot({ clip });
    await page.evaluate(() => {
      globalThis.hadTheFocus = document.activeElement;
      document.activeElement.blur();
    });
    const plain = await page.screenshot({ clip });
    await page.evaluate(() => globalThis.hadTheFocus.focus());
    isShown &&= !marked.equals(plain);
  }
  shown.set(kind, isShown);
  return isShown;
}

/** Within the page: what there is to come to. Of radio buttons of one name, one is come to, and the others from there. */
function rememberParts() {
  document.activeElement.blur();
  const parts = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')];
  const isLike = (part) => (other) => other.type === 'radio' && other.name === part.name && other.form === part.form;
  globalThis.firstLike = (part) => (part.type === 'radio' ? parts.find(isLike(part)) : part);
  globalThis.partsOfThisPage = parts.filter((part) => part.checkVisibility() && globalThis.firstLike(part) === part);
  globalThis.comeTo = new Set();
}

/** Within the page: what has the focus, where it is, and whether it can be seen; nothing where the browser itself has it. */
function whatHasTheFocus() {
  const part = document.activeElement;
  if (!part || part === document.body || part === document.documentElement) return undefined;
  globalThis.comeTo.add(globalThis.firstLike(part));
  const { x, y, width, height } = part.getBoundingClientRect();
  const isInSight = y + height > 0 && y < innerHeight && x + width > 0 && x < innerWidth;
  const kind = `${part.localName} ${part.type ?? ''} ${part.className} in ${part.parentElement.className}`;
  return { what: part.outerHTML.slice(0, 80), kind, isInSight, box: { x, y, width, height } };
}

/** Within the page. */
function whatWasMissed() {
  return globalThis.partsOfThisPage.filter((part) => !globalThis.comeTo.has(part)).map((part) => part.outerHTML.slice(0, 80));
}
