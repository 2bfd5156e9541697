// Every page in every state, and how somebody gets there. A new page gets its line here, and with it all that is asked of every page.
import {
  addIt, arrives, asksWhoLooked, asksWhoLookedAt, beginsToAdd, beginsToDisagree, beginsToDraw, beginsToEndAlongside, beginsToTakeBack,
  chooses, chooseThis, comeIn, comparesSince, connectAccount, draws, fillsIn, filters, finds, goesFurtherBack, goesToChoose, isAskedAgain,
  isAtTheWelcome, isBack, isToldWhy, looksHowItWillRead, opensAgency, readsAsKnown, readsIn, rests, says, saysHowTheySeeIt, saysWhoTheyAre,
  saysWhyTheyRead, searches, sees, seeWhatTheySee, signsOut, takeItBack, writeItDown,
} from './pages.js';

/** Nobody is signed in. */
export const AT_THE_DOOR = [
  ['welcome', async (visitor) => {
    await visitor.goes('/');
    await isAtTheWelcome(visitor);
  }],
  ['an invitation', async (visitor, { borough, somebody }) => {
    await visitor.goes(await borough.agency.invites({ resident: somebody }));
    await arrives(visitor, 'Your invitation');
  }],
  ['a link that does not count', async (visitor) => {
    await visitor.goes('/invitation/none');
    await visitor.presses(comeIn(visitor));
    await isToldWhy(visitor, /does not count/);
  }],
  ['a page that is not there', async (visitor) => {
    await visitor.goes('/nowhere');
    await isToldWhy(visitor, /no such page/);
  }],
];

/** A supporter is signed in; somebody's story is long, and they are called `name`. */
export const FOR_A_SUPPORTER = [
  ['home', async (visitor) => {
    await visitor.goes('/');
    await arrives(visitor, 'Home');
  }],
  ['find', async (visitor) => {
    await visitor.goes('/find');
    await arrives(visitor, 'Find');
  }],
  ['find, and who was found', async (visitor, { name }) => {
    await visitor.goes('/');
    await finds(visitor, name);
  }],
  ['find, and nobody was found', async (visitor) => {
    await visitor.goes('/find');
    await searches(visitor, 'Zebedee');
  }],
  ['a story', readsLongStory],
  ['a story, only one kind of entry', async (visitor, world) => {
    await readsLongStory(visitor, world);
    await filters(visitor, world.name, { kind: 'Time spent together' });
  }],
  ['a story, further back', async (visitor, world) => {
    await readsLongStory(visitor, world);
    await goesFurtherBack(visitor, world.name);
  }],
  ['a story that somebody’s death has stilled', async (visitor, { stilled }) => {
    await visitor.goes(`/story/${stilled}`);
    await visitor.page.getByText(/^Died on/).waitFor();
  }],
  ['a story that is stilled, once they say why', async (visitor, { stilled }) => {
    await visitor.goes(`/story/${stilled}`);
    await saysWhyTheyRead(visitor);
  }],
  ['our agency', async (visitor) => {
    await visitor.goes('/');
    await opensAgency(visitor);
  }],
  ['alongside, and no longer', async (visitor, world) => {
    await readsLongStory(visitor, world);
    await beginsToEndAlongside(visitor);
  }],
  ['alongside no longer, and why is missing', async (visitor, world) => {
    await readsLongStory(visitor, world);
    await beginsToEndAlongside(visitor);
    await visitor.presses(writeItDown(visitor));
    await isAskedAgain(visitor, 'Choose why it ends.');
  }],
  ['alongside, to begin with', async (visitor, { somebody }) => {
    await visitor.goes(`/story/${somebody}/alongside`);
    await arrives(visitor, 'They would like me alongside');
  }],
  ['a story that is not for them', async (visitor) => {
    await visitor.goes('/story/01890000-0000-7000-8000-000000000000');
    await isToldWhy(visitor, /not for you/);
  }],
  ['add what happened', async (visitor, world) => {
    await readsLongStory(visitor, world);
    await beginsToAdd(visitor);
  }],
  ['add, and how it will read', async (visitor, world) => {
    await readsLongStory(visitor, world);
    await beginsToAdd(visitor);
    await fillsIn(visitor, { kind: 'We spent time together', manner: 'Face to face', words: 'We planted beans.' });
    await looksHowItWillRead(visitor);
  }],
  ['add, and something is missing', async (visitor, world) => {
    await readsLongStory(visitor, world);
    await beginsToAdd(visitor);
    await fillsIn(visitor, { kind: 'They asked for help' });
    await visitor.presses(addIt(visitor));
    await isAskedAgain(visitor, 'Say in a few words what it is about.');
  }],
  ['take it back', async (visitor, world) => {
    await readsLongStory(visitor, world);
    await beginsToTakeBack(visitor, /./);
  }],
  ['take it back, and why is missing', async (visitor, world) => {
    await readsLongStory(visitor, world);
    await beginsToTakeBack(visitor, /./);
    await visitor.presses(takeItBack(visitor));
    await isAskedAgain(visitor, 'Choose why');
  }],
];

/** A resident is signed in, with a long story and an offer. */
export const FOR_A_RESIDENT = [
  ['my story', readsOwnStory],
  ['my story, further back', async (visitor) => {
    await readsOwnStory(visitor);
    await goesFurtherBack(visitor, 'My story');
  }],
  ['my story, resting', async (visitor) => {
    await readsOwnStory(visitor);
    await rests(visitor);
    return () => isBack(visitor);
  }],
  ['my story, in Romanian', async (visitor) => {
    await readsOwnStory(visitor);
    await readsIn(visitor, 'Română', 'Povestea mea');
    return () => readsIn(visitor, 'English', 'My story');
  }],
  ['who sees what', async (visitor) => {
    await readsOwnStory(visitor);
    await goesToChoose(visitor);
  }],
  ['who sees what, and what they would see', async (visitor) => {
    await readsOwnStory(visitor);
    await goesToChoose(visitor);
    await chooses(visitor, { level: 'The plain sentence' });
    await visitor.presses(seeWhatTheySee(visitor));
    await arrives(visitor, 'Who sees what');
  }],
  ['who sees what, once it is chosen', async (visitor) => {
    await readsOwnStory(visitor);
    await goesToChoose(visitor);
    await chooses(visitor, { level: 'The words too' });
    await visitor.presses(chooseThis(visitor));
    await arrives(visitor, 'My story');
    await goesToChoose(visitor);
  }],
  ['my life map', async (visitor) => {
    await readsOwnStory(visitor);
    await beginsToDraw(visitor);
  }],
  ['my life map, and nothing is said', async (visitor) => {
    await readsOwnStory(visitor);
    await beginsToDraw(visitor);
    await draws(visitor, {});
    await isAskedAgain(visitor, 'Choose a colour for one thing at least.');
  }],
  ['my words, and there are none', async (visitor) => {
    await readsOwnStory(visitor);
    await says(visitor, ' ');
    await isAskedAgain(visitor, 'Write a little first.');
  }],
  ['who looked', async (visitor) => {
    await readsOwnStory(visitor);
    await asksWhoLooked(visitor);
  }],
  ['I see it differently', async (visitor) => {
    await readsOwnStory(visitor);
    await beginsToDisagree(visitor, /./);
  }],
  ['I see it differently, and nothing is said', async (visitor) => {
    await readsOwnStory(visitor);
    await beginsToDisagree(visitor, /./);
    await saysHowTheySeeIt(visitor, ' ');
    await isAskedAgain(visitor, 'Say in a few words how you see it.');
  }],
];

/** An auditor is signed in. */
export const FOR_AN_AUDITOR = [
  ['history and proof', async (visitor) => {
    await visitor.goes('/audit');
    await arrives(visitor, 'History and proof');
  }],
  ['a story as it was known, structure alone', async (visitor, { somebody }) => {
    await readsAsKnown(visitor, somebody);
    await sees(visitor, 'Give a reason to read more');
  }],
  ['a story as it was known', async (visitor, { somebody }) => {
    await readsAsKnown(visitor, somebody, { why: 'a yearly review' });
    await arrives(visitor, 'A story as it was known');
  }],
  ['what changed between two days', async (visitor, { somebody }) => {
    await comparesSince(visitor, somebody, '2026-01-01', 'a yearly review');
    await arrives(visitor, 'What changed between two days');
  }],
  ['who looked, as an auditor is told', async (visitor, { somebody }) => {
    await asksWhoLookedAt(visitor, somebody);
    await sees(visitor, 'a yearly review');
  }],
];

/** A resident is signed in where there is a provider of sign-in, and nothing is written of them but how they came to be known. */
export const WITH_A_PROVIDER = [
  ['my story, with an account to connect', async (visitor) => {
    await visitor.goes('/');
    await arrives(visitor, 'My story');
    await sees(visitor, 'Come back without a link');
  }],
  ['who looked, and nobody has', async (visitor) => {
    await visitor.goes('/my/looks');
    await sees(visitor, 'Nobody has looked');
  }],
  ['my story, with an account', async (visitor) => {
    await visitor.goes('/');
    await visitor.presses(connectAccount(visitor));
    await saysWhoTheyAre(visitor, visitor.size);
    await arrives(visitor, 'My story');
    await sees(visitor, 'Your account is connected');
  }],
  ['welcome, with a provider', async (visitor) => {
    await visitor.goes('/');
    await signsOut(visitor);
  }],
];

async function readsLongStory(visitor, { somebody, name }) {
  await visitor.goes(`/story/${somebody}`);
  await arrives(visitor, name);
}

async function readsOwnStory(visitor) {
  await visitor.goes('/');
  await arrives(visitor, 'My story');
}
