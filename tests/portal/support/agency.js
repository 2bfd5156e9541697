// An agency that takes part: what it writes, hears, asks and whom it invites, over gRPC from the command line.

/** An agency that takes part, and what it writes. */
export class Agency {
  constructor(place, word, tokenFile) {
    this.place = place;
    this.word = word;
    this.tokenFile = tokenFile;
  }

  /** Calls a method; `as` says for whom: "supporter/…" or "resident/…". */
  async call(method, request, as) {
    const forWhom = as ? ['--as', as] : [];
    const to = ['--address', this.place.callsAt, '--token-file', this.tokenFile];
    return JSON.parse(await this.place.command('call', method, JSON.stringify(request), ...to, ...forWhom));
  }

  /** Writes events as one request; gives where each was written. */
  async write(events, as) {
    return (await this.call('Record', { events }, as)).receipt.entries;
  }

  /** A supporter takes part. Gives their id. */
  async isJoinedBy(name) {
    const joined = { happened: { date: '2025-01-06' }, words: [{ details: { known_as: name } }], supporter_joined: { what_they_do: 'link worker' } };
    const [entry] = await this.write([joined]);
    return entry.person;
  }

  /** First hears of somebody with these details. Gives their profile. */
  async hearsOf(details) {
    return (await this.call('FirstHearOf', { happened: { date: '2025-01-06' }, details })).person;
  }

  /** Invites a supporter or a resident: a link that counts once. */
  async invites(whom) {
    const { token } = await this.call('Invite', whom);
    return `${this.place.portal}/invitation/${token}`;
  }
}
