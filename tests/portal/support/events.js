// What the tests say happened, as requests spell it.

const about = (person) => [{ person, role: 'ROLE_ABOUT' }];

/** A supporter began to walk alongside, with the person's own yes. */
export function alongside(person, supporter) {
  const yes = { basis: 'YES_BASIS_OWN', given_by: { resident: person }, heard_by: supporter, manner: 'MANNER_IN_PERSON' };
  return { happened: { date: '2025-01-07' }, people: about(person), alongside_started: { supporter, yes } };
}

/** Something to remember. */
export function noted(person, what, date = '2025-02-03') {
  return { happened: { date }, people: about(person), noted: { what } };
}

/** Help was offered. */
export function offered(person, what) {
  return { happened: { date: '2025-03-04' }, people: about(person), offered_help: { what, kind: 'HELP_KIND_MAKING' } };
}

/** Somebody asked for help. */
export function asked(person, what) {
  return { happened: { date: '2025-03-05' }, people: about(person), asked_for_help: { what, kind: 'HELP_KIND_HOME' } };
}

/** Somebody died. */
export function died(person) {
  return { happened: { date: '2025-06-01' }, people: about(person), died: {} };
}

/** The resident chose that these supporters see nothing of their story. */
export function keptFrom(person, supporters) {
  return { happened: { date: '2025-04-01' }, people: about(person), sharing_chosen: { never_supporters: supporters } };
}

/** A supporter no longer works there. */
export function left(supporter) {
  return { happened: { date: '2025-04-01' }, supporter_left: { supporter } };
}
