// The people of the journeys: Amina and Ben of Harmony House, who are alongside Rosa, who was offered a place at the choir.
import { alongside, noted, offered } from './events.js';
import { Place } from './place.js';

/** What is known of a Rosa. */
const ROSA = {
  known_as: 'Rosa',
  given_name: 'Rosa',
  family_name: 'Delgado',
  languages: ['es'],
  reach: [{ manner: 'MANNER_PHONE', at: '07700 900123' }],
};

export class Scene {
  static async start(options) {
    const place = await Place.start(options);
    try {
      return await peopled(place);
    } catch (error) {
      await place.stop();
      throw error;
    }
  }

  constructor(place, house, people) {
    this.place = place;
    this.house = house;
    Object.assign(this, people);
  }

  /** Another Rosa, whom Amina and Ben are alongside. */
  async newResident() {
    const person = await this.house.hearsOf(ROSA);
    const happened = [alongside(person, this.amina), alongside(person, this.ben), noted(person, 'keeps bees'), offered(person, 'a place at the choir')];
    await this.house.write(happened, `supporter/${this.amina}`);
    return person;
  }

  /** What is written in somebody's story, as Amina's agency is told it. */
  async entriesOf(person) {
    const { entries = [] } = await this.house.call('ListEntries', { person, page_size: 100 }, `supporter/${this.amina}`);
    return entries;
  }

  link(whom) {
    return this.house.invites(whom);
  }

  stop() {
    return this.place.stop();
  }
}

async function peopled(place) {
  const house = await place.agency('Harmony House');
  const [amina, ben] = [await house.isJoinedBy('Amina'), await house.isJoinedBy('Ben')];
  const scene = new Scene(place, house, { amina, ben });
  scene.rosa = await scene.newResident();
  return scene;
}
