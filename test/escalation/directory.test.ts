import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import {
  agenciesOfAddress,
  agencyOfAddress,
  type ContactQuestion,
  contactFor,
  type Directory,
  directorySchema,
  findAgency,
  findPerson,
  isSecureDomain,
  reasonNotToName,
  reasonToVouch,
} from '../../escalation/directory.ts';
import { ROLES } from '../../escalation/policy.ts';
import { day } from './calendars.ts';
import { agencyRow, boardRows, directoryOf, postRow, row } from './directories.ts';

const COUNCIL = "Tarnshire Children's Services";
const TRUST = 'Tarn & Fell Hospitals Trust';
const SURGERY = 'Mill Lane Surgery';
const ICB = 'Tarnshire Integrated Care Board';

/** Every hole that ADM-3 asks for, each in an agency where nothing else is missing. */
const rows = [
  ...boardRows,
  agencyRow(COUNCIL, 'childrens-social-care', 'tarn.example'),
  postRow(COUNCIL, 'line-manager', 'Lena Line', 'lena@tarn.example', { deputy_email: 'dora@tarn.example' }),
  postRow(COUNCIL, 'line-manager', 'Lou Second', 'lou@tarn.example'),
  postRow(COUNCIL, 'safeguarding-supervisor', 'Dora Deputy', 'dora@tarn.example'),
  postRow(COUNCIL, 'safeguarding-lead', 'Sol Lead', 'sol@tarn.example'),
  row({ agency: COUNCIL, role: 'senior-manager' }),

  agencyRow(TRUST, 'hospital-trust', 'tarnhospitals.example', { health_commissioned: 'yes' }),
  postRow(TRUST, 'line-manager', 'Nora North', 'nora@tarnhospitals.example', { site: 'North' }),
  postRow(TRUST, 'line-manager', 'Saul South', 'saul@tarnhospitals.example', { site: 'South' }),
  postRow(TRUST, 'senior-manager', 'Nora North', 'nora@tarnhospitals.example', { site: 'North' }),
  postRow(TRUST, 'named-doctor-or-nurse', 'Ned Named', 'ned@tarnhospitals.example'),
  postRow(TRUST, 'safeguarding-lead', 'Sara Safe', 'sara@tarnhospitals.example', { site: 'South' }),

  agencyRow('Tarnshire Police', 'police', 'tarnpolice.example'),
  postRow('Tarnshire Police', 'line-manager', 'Abe Away', 'abe@tarnpolice.example', {
    absent_from: '2026-04-01',
    absent_to: '2026-04-10',
    deputy_email: 'bo@tarnpolice.example',
  }),
  postRow('Tarnshire Police', 'senior-manager', 'Bo Away', 'bo@tarnpolice.example', {
    absent_from: '2026-04-07',
    deputy_email: 'abe@tarnpolice.example',
  }),
  postRow('Tarnshire Police', 'safeguarding-lead', 'Pia Lead', 'pia@tarnpolice.example', {
    deputy_email: 'rota@tarnpolice.example',
  }),
  postRow('Tarnshire Police', 'head-of-service', 'Hal Away', 'hal@tarnpolice.example', {
    absent_from: '2026-04-01',
    deputy_email: 'ian@tarnpolice.example',
  }),
  postRow('Tarnshire Police', 'safeguarding-supervisor', 'Ian Away', 'ian@tarnpolice.example', {
    absent_from: '2026-04-07',
    absent_to: '2026-04-10',
    deputy_email: 'jo@tarnpolice.example',
  }),
  postRow('Tarnshire Police', 'practitioner', 'Jo Here', 'jo@tarnpolice.example'),

  agencyRow(ICB, 'icb', 'tarnicb.example', { health_commissioned: 'yes' }),
  postRow(ICB, 'safeguarding-lead', 'Ivy Icb', 'ivy@tarnicb.example'),

  agencyRow(SURGERY, 'gp-practice', 'nhs-mail.example', { health_commissioned: 'yes', member: 'no' }),
  row({ agency: SURGERY, role: 'senior-manager', delegated_to: `${ICB}: safeguarding-lead` }),
  row({ agency: SURGERY, role: 'head-of-service', delegated_to: `${SURGERY}: senior-manager` }),
  agencyRow('Fellside Surgery', 'gp-practice', 'nhs-mail.example', { health_commissioned: 'yes', member: 'no' }),
];
const directory = directoryOf(rows);

const COUNCIL_ID = 'tarnshire-childrens-services';
const TRUST_ID = 'tarn-and-fell-hospitals-trust';

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

describe('ROU-11: who may be named', () => {
  const choice = {
    namedBy: 'pat@b.example',
    forSide: 'responding',
    raiser: 'raiser@a.example',
    raisersManager: 'boss@a.example',
  } as const;

  it.each([
    ['PAT@b.example', 'You cannot name yourself', 'nobody names themselves, whatever the case of the letters'],
    ['Boss@a.example', "raiser's own line manager", 'the raiser’s manager does not answer for the other side'],
    ['raiser@a.example', 'the person who raised it', 'nor does the raiser'],
  ])('refuses %s: %s: %s', (named, reason) => {
    expect(reasonNotToName({ ...choice, named })).toContain(reason);
  });

  it('lets their own side name anybody else, and the raiser’s side the raiser’s manager', () => {
    expect(reasonNotToName({ ...choice, named: 'quin@b.example' })).toBeUndefined();
    expect(
      reasonNotToName({ ...choice, named: 'boss@a.example', forSide: 'raising', namedBy: 'raiser@a.example' }),
    ).toBeUndefined();
  });

  it('holds an address outside the agency’s domains, sub-domains included, unless the directory lists it', () => {
    expect(reasonToVouch(directory, COUNCIL_ID, 'new@TARN.example')).toBeUndefined();
    expect(reasonToVouch(directory, COUNCIL_ID, 'new@schools.tarn.example')).toContain(
      'waits for its safeguarding lead',
    );
    expect(reasonToVouch(directory, COUNCIL_ID, 'new@nottarn.example')).toContain('waits for its safeguarding lead');
  });
});

describe('whose address it is', () => {
  it.each<[string, string | undefined, string]>([
    ['anybody@TARN.example', COUNCIL_ID, 'by domain, in any case'],
    ['ivy@tarnicb.example', 'tarnshire-integrated-care-board', 'by the directory'],
    ['anybody@schools.tarn.example', undefined, 'a sub-domain is another domain'],
    ['anybody@tarn.example.evil.example', undefined, 'nor is what merely begins like it'],
    ['doctor@nhs-mail.example', undefined, 'two surgeries share the domain: ask them which'],
    ['nonsense', undefined, 'no address at all'],
  ])('%s is of %s: %s', (address, id) => {
    expect(agencyOfAddress(directory, address)?.id).toBe(id);
  });

  it('lists every agency with a shared domain, so that the person can choose', () => {
    expect(agenciesOfAddress(directory, 'doctor@nhs-mail.example').map(({ name }) => name)).toEqual([
      SURGERY,
      'Fellside Surgery',
    ]);
  });

  it('finds a person with every post they hold, in any case', () => {
    expect(findPerson(directory, ' NORA@tarnhospitals.example ')?.posts.map((post) => post.role)).toEqual([
      'line-manager',
      'senior-manager',
    ]);
    expect(findPerson(directory, 'stranger@tarn.example')).toBeUndefined();
  });

  it('PRV-1: knows a secure domain exactly, not its sub-domains', () => {
    expect(isSecureDomain(['Tarn.example'], 'x@tarn.EXAMPLE')).toBe(true);
    expect(isSecureDomain(['tarn.example'], 'x@mail.tarn.example')).toBe(false);
    expect(isSecureDomain([], 'x@tarn.example')).toBe(false);
  });
});

describe('findAgency: what somebody typed', () => {
  it.each<[string, string | undefined, string]>([
    ["tarnshire children's services", COUNCIL_ID, 'in any case'],
    ['Tarnshire Childrens  Services.', COUNCIL_ID, 'without the apostrophe, with a stop'],
    ['Tarn and Fell Hospitals Trust', TRUST_ID, '& is and'],
    ['Tarnshire Ch', COUNCIL_ID, 'the only name that begins so'],
    ['hospitals', TRUST_ID, 'the only name that contains it'],
    ['Mill Lane', 'mill-lane-surgery', 'part of the name'],
    ['Tarnshire', undefined, 'three begin so: list them'],
    ['surgery', undefined, 'two contain it'],
    ['Mi', undefined, 'too short to guess from'],
    ['Elsewhere', undefined, 'no such agency'],
    ['', undefined, 'nothing typed'],
    ['—', undefined, 'nothing but punctuation'],
    ['Safeguarding Partnership', undefined, 'the board is not an agency to disagree with'],
  ])('"%s" is %s: %s', (typed, id) => {
    expect(findAgency(directory, typed)?.id).toBe(id);
  });
});

it('is plain JSON: what is stored reads back the same', () => {
  expect(directorySchema.parse(JSON.parse(JSON.stringify(directory)))).toEqual(directory);
});
