import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { type ContactQuestion, contactFor } from '../../escalation/contact-for.ts';
import type { Directory } from '../../escalation/directory.ts';
import { ROLES } from '../../escalation/policy.ts';
import { day } from './calendars.ts';
import { agencyRow, boardRows, directoryOf, postRow } from './directories.ts';
import { COUNCIL, COUNCIL_ID, directory, ICB, TRUST_ID } from './directory-with-holes.ts';

type Asking = Omit<Partial<ContactQuestion>, 'on'> & { on?: string };
function ask(asking: Asking) {
  const { on = 'Wed 8 Apr 2026', ...rest } = asking;
  return contactFor(directory, {
    agency: COUNCIL_ID,
    role: 'line-manager',
    boardMayBeAsked: true,
    ...rest,
    on: day(on),
  });
}

describe('ROU-11, BEY-5: who is asked', () => {
  it.each<[string, Asking, string, string, string[]]>([
    [
      'whom their own side named',
      { named: { name: 'Nia', email: 'NIA@tarn.example' } },
      'nia@tarn.example',
      'named by their own side',
      [],
    ],
    ['else who holds the post', {}, 'lena@tarn.example', 'directory', []],
    [
      'else another holder, if the first was asked before',
      { notThese: ['Lena@Tarn.example'] },
      'lou@tarn.example',
      'directory',
      ['Lena Line: same person as the stage before'],
    ],
    [
      'else the deputy, if no holder can be asked',
      { notThese: ['lena@tarn.example', { email: 'lou@tarn.example', why: 'mail to them came back' }] },
      'dora@tarn.example',
      'deputy',
      ['Lena Line: same person as the stage before', 'Lou Second: mail to them came back'],
    ],
    [
      'an empty senior tier goes to the safeguarding lead',
      { role: 'senior-manager' },
      'sol@tarn.example',
      "agency's safeguarding lead",
      ['no senior-manager recorded'],
    ],
    [
      'and past a lead who cannot be asked either, to the board',
      { role: 'senior-manager', notThese: ['sol@tarn.example'] },
      'unit@board.tarn.example',
      "board's business unit",
      ['no senior-manager recorded', 'Sol Lead: same person as the stage before'],
    ],
    [
      'somebody named from elsewhere waits until vouched for, and does not hold anything up',
      { named: { name: 'Xan', email: 'xan@elsewhere.example' } },
      'lena@tarn.example',
      'directory',
      [`Xan: their address is outside the domains of ${COUNCIL} and waits for its safeguarding lead to vouch for it`],
    ],
    [
      'once vouched for, they are asked',
      { named: { name: 'Xan', email: 'xan@elsewhere.example', vouched: true } },
      'xan@elsewhere.example',
      'named by their own side',
      [],
    ],
    [
      'ROU-2: the holder at their own site',
      { agency: TRUST_ID, site: 'South' },
      'saul@tarnhospitals.example',
      'directory',
      [],
    ],
    [
      'F11: a senior manager who was the line manager is not asked twice',
      { agency: TRUST_ID, site: 'North', role: 'senior-manager', notThese: ['nora@tarnhospitals.example'] },
      'sara@tarnhospitals.example',
      "agency's safeguarding lead",
      ['Nora North: same person as the stage before'],
    ],
    [
      'ROU-4: an equivalent role satisfies the tier',
      { agency: TRUST_ID, site: 'South', role: 'senior-manager', roleEquivalents: ['named-doctor-or-nurse'] },
      'ned@tarnhospitals.example',
      'directory',
      ['no senior-manager recorded at South'],
    ],
    [
      'a manager of another site is never guessed',
      { agency: TRUST_ID },
      'sara@tarnhospitals.example',
      "agency's safeguarding lead",
      ['no line-manager recorded, the site not being known'],
    ],
    [
      'an absent manager’s deputy',
      { agency: 'tarnshire-police', on: 'Thu 2 Apr 2026' },
      'bo@tarnpolice.example',
      'deputy',
      ['Abe Away: absent until Friday 10 April 2026'],
    ],
    [
      'the day before they go, a manager is asked',
      { agency: 'tarnshire-police', on: 'Tue 31 Mar 2026' },
      'abe@tarnpolice.example',
      'directory',
      [],
    ],
    [
      'the first day away counts as away',
      { agency: 'tarnshire-police', on: 'Wed 1 Apr 2026' },
      'bo@tarnpolice.example',
      'deputy',
      ['Abe Away: absent until Friday 10 April 2026'],
    ],
    [
      'the last day away counts as away',
      { agency: 'tarnshire-police', on: 'Fri 10 Apr 2026', notThese: ['bo@tarnpolice.example'] },
      'pia@tarnpolice.example',
      "agency's safeguarding lead",
      [
        'Abe Away: absent until Friday 10 April 2026',
        'Bo Away: same person as the stage before',
        'deputy of Bo Away: Abe Away, already passed over',
      ],
    ],
    [
      'the day after, they are back',
      { agency: 'tarnshire-police', on: 'Sat 11 Apr 2026' },
      'abe@tarnpolice.example',
      'directory',
      [],
    ],
    [
      'two deputies who name each other, both away, end at the safeguarding lead',
      { agency: 'tarnshire-police' },
      'pia@tarnpolice.example',
      "agency's safeguarding lead",
      [
        'Abe Away: absent until Friday 10 April 2026',
        'Bo Away: absent until further notice',
        'deputy of Bo Away: Abe Away, already passed over',
      ],
    ],
    [
      'a deputy who is away as well passes it to their own deputy',
      { agency: 'tarnshire-police', role: 'head-of-service' },
      'jo@tarnpolice.example',
      'deputy',
      ['Hal Away: absent until further notice', 'Ian Away: absent until Friday 10 April 2026'],
    ],
    [
      'a deputy whom the directory does not list is still asked',
      { agency: 'tarnshire-police', role: 'safeguarding-lead', notThese: ['pia@tarnpolice.example'] },
      'rota@tarnpolice.example',
      'deputy',
      ['Pia Lead: same person as the stage before'],
    ],
    [
      'ROU-10: a tier delegated to another body',
      { agency: 'mill-lane-surgery', role: 'senior-manager' },
      'ivy@tarnicb.example',
      'delegated',
      ['no senior-manager recorded', `senior-manager is delegated to ${ICB}: safeguarding-lead`],
    ],
    [
      'an agency’s safeguarding lead may be another body’s, to whom the post is delegated',
      { agency: 'mill-lane-surgery', role: 'board-representative' },
      'ivy@tarnicb.example',
      "agency's safeguarding lead",
      [
        'no board-representative recorded',
        'no safeguarding-lead recorded',
        `safeguarding-lead is delegated to ${ICB}: safeguarding-lead`,
      ],
    ],
    [
      'a post that nobody holds, and that has a deputy',
      { agency: 'mill-lane-surgery', role: 'line-manager' },
      'rota@nhs-mail.example',
      'deputy',
      ['no line-manager recorded'],
    ],
    [
      'an agency that nobody recorded',
      { agency: 'gone' },
      'unit@board.tarn.example',
      "board's business unit",
      ['gone: not in the directory', 'no line-manager recorded', 'no safeguarding-lead recorded'],
    ],
    ['the board’s own post', { agency: 'board', role: 'business-manager' }, 'unit@board.tarn.example', 'directory', []],
    [
      'an empty post of the board falls to its business unit, whatever the line',
      { agency: 'board', role: 'independent-chair', boardMayBeAsked: false },
      'unit@board.tarn.example',
      "board's business unit",
      ['no independent-chair recorded'],
    ],
  ])('%s', (_why, asking, email, because, trail) => {
    const answer = ask(asking);

    expect(answer.contact).toMatchObject({ email, because });
    expect(answer.trail).toEqual(trail);
  });

  it('says whose agency the person belongs to, which is not the one asked about when the tier is delegated', () => {
    expect(ask({ agency: 'mill-lane-surgery', role: 'senior-manager' }).contact).toEqual({
      name: 'Ivy Icb',
      email: 'ivy@tarnicb.example',
      role: 'safeguarding-lead',
      agency: 'tarnshire-integrated-care-board',
      because: 'delegated',
    });
  });

  it('follows a delegation that was itself delegated', () => {
    expect(ask({ agency: 'mill-lane-surgery', role: 'head-of-service' }).contact?.email).toBe('ivy@tarnicb.example');
  });

  it('NOT-5: asks nobody, and says why, rather than tell the board below its line', () => {
    const answer = ask({ role: 'senior-manager', notThese: ['sol@tarn.example'], boardMayBeAsked: false });

    expect(answer.contact).toBeUndefined();
    expect(answer.nobody).toBe(
      `Nobody can be asked as senior-manager of ${COUNCIL}: no senior-manager recorded; ` +
        'Sol Lead: same person as the stage before; the board may not learn of it at this stage',
    );
  });

  it('NOT-5, ROU-10: a tier delegated to the board is nobody’s below its line, and the board’s from it on', () => {
    const asking = { agency: 'fellside-surgery', role: 'senior-manager' } as const;

    expect(ask({ ...asking, boardMayBeAsked: false }).nobody).toContain(
      'delegated to the board, which may not learn of it at this stage',
    );
    expect(ask(asking).contact).toMatchObject({ email: 'unit@board.tarn.example', because: 'delegated' });
  });

  it('says so when even the business unit cannot be asked', () => {
    const answer = ask({
      role: 'senior-manager',
      notThese: ['sol@tarn.example', { email: 'unit@board.tarn.example', why: 'mail to them came back' }],
    });

    expect(answer.nobody).toContain('Bea Unit: mail to them came back');
  });

  it('names the deputy of whom their own side named, when that person is away', () => {
    const away = directoryOf([
      ...boardRows,
      agencyRow(COUNCIL, 'childrens-social-care', 'tarn.example'),
      postRow(COUNCIL, 'practitioner', 'Asa Away', 'asa@tarn.example', {
        absent_from: '2026-04-01',
        deputy_email: 'deb@tarn.example',
      }),
    ]);

    const answer = contactFor(away, {
      agency: COUNCIL_ID,
      role: 'line-manager',
      named: { name: 'Asa Away', email: 'asa@tarn.example' },
      on: day('Wed 8 Apr 2026'),
      boardMayBeAsked: false,
    });

    expect(answer.contact).toMatchObject({ name: 'Deputy for Asa Away', email: 'deb@tarn.example', because: 'deputy' });
  });
});

describe('F11: any directory at all', () => {
  const agencies = ['board', 'a', 'b', 'c'];
  const people = ['p0@x.example', 'p1@x.example', 'p2@x.example', 'p3@x.example'];
  const roles = fc.constantFrom('line-manager', 'senior-manager', 'safeguarding-lead', 'business-manager' as const);
  const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined });
  const positions = fc.record({
    agency: fc.constantFrom(...agencies),
    site: maybe(fc.constantFrom('North', 'South')),
    role: roles,
    deputyEmail: maybe(fc.constantFrom(...people)),
    delegatedTo: maybe(fc.record({ agency: fc.constantFrom(...agencies), role: roles })),
  });
  const posts = fc.record({
    position: positions,
    email: fc.constantFrom(...people),
    away: maybe(fc.constantFrom('2026-04-01', '2026-05-01')),
  });
  const anyDirectory: fc.Arbitrary<Directory> = fc
    .record({ held: fc.array(posts, { maxLength: 8 }), vacancies: fc.array(positions, { maxLength: 4 }) })
    .map(({ held, vacancies }) => ({
      agencies: agencies.map((id) => ({
        id,
        name: id,
        type: id === 'board' ? 'board' : 'school',
        sites: ['North', 'South'],
        member: true,
        healthCommissioned: false,
        domains: ['x.example'],
      })),
      posts: held.map(({ position, email, away }) => ({ ...position, name: email, email, absentFrom: away })),
      vacancies,
    }));
  const anyQuestion = fc.record({
    agency: fc.constantFrom(...agencies, 'gone'),
    site: maybe(fc.constantFrom('North', 'East')),
    role: roles,
    roleEquivalents: fc.subarray([...ROLES]),
    named: maybe(fc.constantFrom(...people).map((email) => ({ name: email, email }))),
    notThese: fc.subarray(people),
    boardMayBeAsked: fc.boolean(),
  });
  const on = Temporal.PlainDate.from('2026-04-08');

  it('answers with a person who is there and may be asked, or with nobody and the reason; every loop ends', () => {
    fc.assert(
      fc.property(anyDirectory, anyQuestion, (someDirectory, question) => {
        const { contact, nobody, trail } = contactFor(someDirectory, { ...question, on });

        expect([contact, nobody].filter((answer) => answer !== undefined)).toHaveLength(1);
        if (contact === undefined) {
          expect(nobody).toContain(trail.join('; '));
          expect(trail.length).toBeGreaterThan(0);
        } else {
          expect(question.notThese).not.toContain(contact.email);
          const posts = someDirectory.posts.filter((post) => post.email === contact.email);
          expect(posts.some((post) => post.absentFrom === '2026-04-01')).toBe(false);
          if (contact.because === "board's business unit" && question.agency !== 'board')
            expect(question.boardMayBeAsked).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('leaves nobody out: if the business unit is there and may be asked, somebody is always asked', () => {
    fc.assert(
      fc.property(anyDirectory, anyQuestion, (someDirectory, question) => {
        const unit = { agency: 'board', role: 'business-manager' as const, name: 'Unit', email: 'unit@x.example' };
        const staffed = { ...someDirectory, posts: [...someDirectory.posts, unit] };

        expect(contactFor(staffed, { ...question, on, boardMayBeAsked: true }).contact).toBeDefined();
      }),
      { numRuns: 1000 },
    );
  });
});
