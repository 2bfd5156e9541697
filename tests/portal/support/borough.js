// A believable borough, as `demo` makes it: long stories, many people, and a one-time link for a supporter and for a resident.
import { resolve } from 'node:path';

import { Agency } from './agency.js';
import { died } from './events.js';
import { Folder, Port, Program, run } from './processes.js';
import { BINARY } from './place.js';

/** As many entries as a page of a story has. */
const LONG = 50;

export class Borough {
  static async start() {
    const borough = new Borough();
    try {
      await borough.#begin();
      return borough;
    } catch (error) {
      await borough.stop();
      throw error;
    }
  }

  folder = new Folder();
  ports = [];

  async #begin() {
    this.ports = await Promise.all(['calls', 'pages'].map(() => Port.claim()));
    const [calls, pages] = this.ports.map((port) => port.address);
    const words = ['demo', '--residents', '60', '--data', this.folder.in('demo'), '--listen', calls, '--portal', pages];
    this.server = new Program([BINARY, ...words, '--format', 'json', '--quiet'], { says: this.folder.in('demo.log') });
    await this.server.ready('the borough is there', () => this.server.said().includes('"links"'));
    const says = JSON.parse(this.server.said().split('\n').find((line) => line.startsWith('{')));
    Object.assign(this, { callsAt: says.address, portal: says.portal, links: says.links, supporter: says.supporter });
    this.agency = new Agency(this, says.agency, resolve(says.token_file));
    this.people = (await this.agency.call('ListMyPeople', { page_size: 100 }, this.#asSupporter)).people.map(({ person }) => person);
  }

  get #asSupporter() {
    return `supporter/${this.supporter}`;
  }

  /** Somebody whose story goes on beyond its first page. */
  async longStory() {
    for (const person of this.people) {
      const { entries = [], next_page_token: further } = await this.agency.call('ListEntries', { person, page_size: LONG }, this.#asSupporter);
      if (entries.length === LONG && further) return person;
    }
    throw new Error('nobody in the borough has a long story');
  }

  /** Somebody who has died. */
  async stilledStory() {
    const person = this.people.at(-1);
    await this.agency.write([died(person)], this.#asSupporter);
    return person;
  }

  /** The keeper of the borough lets an auditor look: a link that counts once. */
  async invitesAuditor() {
    const who = ['--auditor', 'grant-audit', '--portal-address', this.portal];
    return JSON.parse(await this.command('invite', ...who, '--data', this.folder.in('demo'))).link;
  }

  command(...words) {
    return run([BINARY, ...words, '--format', 'json', '--quiet']);
  }

  async stop() {
    await this.server?.end();
    this.ports.forEach((port) => port.release());
    this.folder.remove();
  }
}
