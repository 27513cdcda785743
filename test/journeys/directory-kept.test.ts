import { afterEach, describe, expect, it } from 'vitest';
import { acceptCorrection, proposeCorrection } from '../../conduct/corrections.ts';
import {
  applyImport,
  changePost,
  confirmOwnPosts,
  lineIdOf,
  previewImport,
  readImport,
} from '../../conduct/directories.ts';
import { directoryCsv, readDirectoryFile } from '../../documents/directory-csv.ts';
import { type DirectoryLine, linesOf } from '../../escalation/directory-rows.ts';
import { openVisit } from '../../escalation/record.ts';
import { brackenshire, healthVisitorsForm } from './people.ts';
import { openWorld, type World } from './world.ts';

let world: World;
afterEach(() => world.close());

const who = { partnershipId: 'brackenshire', by: brackenshire.businessManager };
const nel = 'nel.new@brackenshire.example';

const directory = async () => (await world.services.rules.partnership('brackenshire'))!.directory;
const lineOf = async (name: string): Promise<DirectoryLine> =>
  linesOf(await directory()).find((line) => line.name === name)!;
/** Who is asked of the other side at the open stage, and how we came to them. */
async function askedThere(reference: string): Promise<[string | undefined, string[]]> {
  const asked = openVisit(await world.read(reference))!.asked.find(({ side }) => side === 'responding');
  return [asked?.person.email, asked?.trail ?? []];
}

/** Somebody chooses a file that a spreadsheet saved. */
async function choose(text: string) {
  const file = readDirectoryFile(new TextEncoder().encode(text));
  if ('refused' in file) throw new Error(file.refused);
  return previewImport(world.services, who, file);
}

describe('a business manager keeps the directory while a disagreement runs', () => {
  it('a manager has left: the file names her successor, with one mistake; mended and applied, the next stage asks the successor', async () => {
    world = await openWorld('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('brackenshire', healthVisitorsForm());
    const exported = directoryCsv(await directory());
    const wrong = exported.replace('"Esme Quillfeather","esme.quillfeather@', '"Nel New","nel.new@council.');

    const refused = await choose(wrong);
    expect(refused).toEqual({
      problems: [expect.objectContaining({ column: 'email', why: expect.stringContaining('is not a domain of') })],
    });
    const mended = wrong.replace('nel.new@council.', 'nel.new@');
    const previewed = await choose(mended);
    if (!('name' in previewed)) throw new Error('It was refused again');
    const shown = await readImport(world.services, who, previewed.name);
    expect(shown?.difference.changed.map(({ before, after }) => [before.name, after.name])).toEqual([
      ['Esme Quillfeather', 'Nel New'],
    ]);
    expect(await applyImport(world.services, who, previewed.name)).toBe('applied');
    expect(await applyImport(world.services, who, previewed.name)).toBe('changed meanwhile');

    await world.until('Wed 4 Mar 2026 17:00');
    expect((await askedThere(reference))[0]).toBe(nel);
    expect(world.mailTo(nel)).toHaveLength(1);
    expect(world.mailTo(brackenshire.socialCareManager)).toEqual([]);
  });

  it('a manager has left after she was asked: the stage keeps whom it asked to its end, and the next reads the directory as it is then', async () => {
    world = await openWorld('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('brackenshire', healthVisitorsForm());
    await world.until('Wed 4 Mar 2026 17:00');
    const askedNow = async () =>
      openVisit(await world.read(reference))!.asked.map(({ person, because, askedAt }) => [person, because, askedAt]);
    const askedAtEntry = await askedNow();
    const senior = 'sid.new@brackenshire.example';

    const previewed = await choose(
      directoryCsv(await directory())
        .replace('"Esme Quillfeather","esme.quillfeather@', '"Nel New","nel.new@')
        .replace('"Theo Uppershaw","theo.uppershaw@', '"Sid New","sid.new@'),
    );
    if (!('name' in previewed)) throw new Error('It was refused');
    expect(await applyImport(world.services, who, previewed.name)).toBe('applied');

    await world.until('Mon 9 Mar 2026 16:59');
    expect(world.story(reference, 'Wed 4 Mar 2026 17:01')).toEqual([
      'Fri 6 Mar 10:00 Reminder: please answer by 5pm on Monday 9 March 2026: esme.quillfeather, farah.kilnhurst-rao',
    ]);
    expect(await askedNow()).toEqual(askedAtEntry);

    await world.until('Mon 9 Mar 2026 17:00');
    expect((await askedThere(reference))[0]).toBe(senior);
    expect(world.mailTo(brackenshire.socialCareSeniorManager)).toEqual([]);
  });

  it('a manager went on leave: her absence and her deputy are written down, and the deputy is asked that afternoon', async () => {
    world = await openWorld('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('brackenshire', healthVisitorsForm());
    for (const name of ['Esme Quillfeather', 'Leonie Farthingoe']) {
      const cells = { absent_from: '2026-03-03', absent_to: '2026-03-20', deputy_email: brackenshire.socialCareLead };
      const changed = await changePost(world.services, who, { lineId: lineIdOf(await lineOf(name)), cells });
      expect(changed).toHaveProperty('done');
    }

    await world.until('Wed 4 Mar 2026 17:00');

    const [email, trail] = await askedThere(reference);
    expect(email).toBe(brackenshire.socialCareLead);
    expect(trail).toContain('Esme Quillfeather: absent until Friday 20 March 2026');
  });

  it('her colleague proposes that she has left; once it is accepted the other manager is asked, and she no longer', async () => {
    world = await openWorld('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('brackenshire', healthVisitorsForm());
    const proposal = {
      by: brackenshire.socialWorker,
      agency: 'brackenshire-childrens-social-care',
      kind: 'left' as const,
      line: await lineOf('Esme Quillfeather'),
      text: '',
    };
    expect(await proposeCorrection(world.services, 'brackenshire', proposal)).toEqual({});
    const { items } = await world.services.table.query({ pk: 'corrections#brackenshire' });
    await acceptCorrection(world.services, who, items[0]!.sk);

    await world.until('Wed 4 Mar 2026 17:00');

    expect((await askedThere(reference))[0]).toBe('leonie.farthingoe@brackenshire.example');
  });
});

describe('the yearly question', () => {
  it('leaves by itself through the morning, some minutes apart, and stops for whoever answered', async () => {
    world = await openWorld('Thu 7 Oct 2027 07:00');
    const first = 'fergus.nethercote@partnership.brackenshire.example'; // confirmed on 7 September 2026
    await confirmOwnPosts(world.services, 'brackenshire', 'theo.uppershaw@brackenshire.example');

    await world.until('Thu 7 Oct 2027 10:30');

    const asked = world.mails.filter(({ subject }) => subject.includes('Are you still the person to ask'));
    const ofBrackenshire = asked.filter(({ text }) => text.includes('Brackenshire Safeguarding Partnership'));
    expect(ofBrackenshire.length).toBeGreaterThan(10);
    // One every fourth minute from 09:30 on.
    expect(ofBrackenshire.length).toBeLessThanOrEqual(16);
    expect(world.mailTo(first, 'Are you still')).toHaveLength(1);
    expect(world.mailTo('theo.uppershaw@brackenshire.example', 'Are you still')).toEqual([]);
    expect(new Set(ofBrackenshire.map(({ to }) => to)).size).toBe(ofBrackenshire.length);
  });
});
