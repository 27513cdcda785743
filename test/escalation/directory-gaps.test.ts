import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { BOARD } from '../../escalation/directory.ts';
import { gapsIn, tiersOf } from '../../escalation/directory-gaps.ts';
import { requirePolicy } from '../../escalation/policy.ts';
import { policyVersions } from '../../policies/all.ts';
import { agencyRow, boardRows, directoryOf, postRow, type Row, row } from './directories.ts';

const ON = Temporal.PlainDate.from('2026-04-08');
const policyOf = (id: keyof typeof policyVersions) => requirePolicy(policyVersions[id], id);
/** Policy B: stage 2 asks line managers, 3 senior managers, 4a each agency's board representative, 4b the board. */
const bcssp = policyOf('bcssp-v5');

const SCHOOL = 'Hollin School';
const confirmed = { verified_on: '2026-03-01' };
const person = (role: string, name: string, cells: Row = {}) =>
  postRow(SCHOOL, role, name, `${name.toLowerCase().replace(' ', '.')}@school.example`, { ...confirmed, ...cells });
const lead = person('safeguarding-lead', 'Dee Lead');
const manager = person('line-manager', 'Lena Line');
const senior = person('senior-manager', 'Sam Senior');
const representative = person('board-representative', 'Bo Rep');

/** Each tier of the school in which something is wrong, with whom we would ask. */
function gapsOf(rows: Row[], policy = bcssp) {
  const directory = directoryOf([
    ...boardRows.map((line) => (line['name'] ? { ...line, ...confirmed } : line)),
    agencyRow(SCHOOL, 'school', 'school.example'),
    ...rows,
  ]);
  return tiersOf({ directory, policy, on: ON }, 'hollin-school')
    .filter(({ gaps }) => gaps.length > 0)
    .map(({ stageId, site, answer, gaps }) => [
      stageId + (site ? ` ${site}` : ''),
      answer.contact?.name ?? 'nobody',
      ...gaps,
    ]);
}

describe('the gaps of an agency, tier by tier', () => {
  it.each<[string, Row[], string[][]]>([
    ['none, with somebody of its own at every tier', [manager, senior, representative, lead], []],
    [
      'nobody holds the post, so the safeguarding lead is asked in their place',
      [manager, representative, lead],
      [['3', 'Dee Lead', 'somebody in their place']],
    ],
    [
      'nobody at all, so the board’s business unit is, from its line on',
      [manager, representative],
      [['3', 'Bea Unit', 'somebody in their place']],
    ],
    [
      'nobody of the deputies is known as a person, and there is one',
      [
        manager,
        row({ agency: SCHOOL, role: 'senior-manager', deputy_email: 'dep.uty@school.example' }),
        representative,
        lead,
      ],
      [['3', 'Deputy for the senior-manager', 'deputy only']],
    ],
    [
      'the manager is away and the deputy is asked',
      [
        person('line-manager', 'Lena Line', {
          deputy_email: 'dee.lead@school.example',
          absent_from: '2026-04-01',
          absent_to: '2026-04-08',
        }),
        senior,
        representative,
        lead,
      ],
      [['2', 'Dee Lead', 'deputy only', 'away']],
    ],
    [
      'the manager is back',
      [
        person('line-manager', 'Lena Line', { absent_from: '2026-04-01', absent_to: '2026-04-07' }),
        senior,
        representative,
        lead,
      ],
      [],
    ],
    [
      'one of two managers is away: the other is asked',
      [
        person('line-manager', 'Lena Line', { absent_from: '2026-04-01' }),
        person('line-manager', 'Abe Other'),
        senior,
        representative,
        lead,
      ],
      [],
    ],
    [
      'two deputies name each other',
      [
        person('line-manager', 'Lena Line', { deputy_email: 'sam.senior@school.example' }),
        person('senior-manager', 'Sam Senior', { deputy_email: 'lena.line@school.example' }),
        representative,
        lead,
      ],
      [
        ['2', 'Lena Line', 'deputies name each other'],
        ['3', 'Sam Senior', 'deputies name each other'],
      ],
    ],
    [
      'one person at two stages, one after the other',
      [manager, person('senior-manager', 'Lena Line'), representative, lead],
      [['3', 'Dee Lead', 'somebody in their place', 'same person as the stage before']],
    ],
    [
      'one person at two stages with another between',
      [manager, senior, person('board-representative', 'Lena Line'), lead],
      [],
    ],
    [
      'never confirmed',
      [person('line-manager', 'Lena Line', { verified_on: '' }), senior, representative, lead],
      [['2', 'Lena Line', 'never confirmed']],
    ],
    [
      'confirmed a year ago to the day: not yet',
      [person('line-manager', 'Lena Line', { verified_on: '2025-04-08' }), senior, representative, lead],
      [],
    ],
    [
      'confirmed over a year ago',
      [person('line-manager', 'Lena Line', { verified_on: '2025-04-07' }), senior, representative, lead],
      [['2', 'Lena Line', 'confirmed over a year ago']],
    ],
  ])('%s', (_, rows, expected) => {
    expect(gapsOf(rows)).toEqual(expected);
  });

  it('a delegated tier is no gap (ROU-10): another body answers for it', () => {
    const delegated = row({
      agency: SCHOOL,
      role: 'senior-manager',
      delegated_to: 'Tarnshire Safeguarding Partnership: business-manager',
    });

    expect(gapsOf([manager, delegated, representative, lead])).toEqual([]);
  });

  it('NOT-5: below the board’s line nobody is asked rather than the board', () => {
    // Policy W shows the board the record from stage 4 on.
    expect(gapsOf([], policyOf('worcestershire-v1')).map(([stage, whom]) => `${stage}: ${whom}`)).toEqual([
      '2: nobody',
      '3: nobody',
      '4: Bea Unit',
    ]);
  });

  it('each site has its own gaps where sites have people of their own', () => {
    const at = (site: string, role: string, name: string) => person(role, name, { site });

    expect(
      gapsOf([
        at('North', 'line-manager', 'Nan North'),
        at('South', 'line-manager', 'Sol South'),
        at('North', 'senior-manager', 'Nia North'),
        representative,
        lead,
      ]),
    ).toEqual([['3 South', 'Dee Lead', 'somebody in their place']]);
  });

  it('ROU-3: a role that another takes the place of in this type of agency is judged by whoever holds that one', () => {
    // Policy L: a school's first-line manager is its safeguarding lead.
    const tiers = tiersOf(
      {
        directory: directoryOf([...boardRows, agencyRow(SCHOOL, 'school', 'school.example'), lead]),
        policy: policyOf('london-pa4-v2021'),
        on: ON,
      },
      'hollin-school',
    );

    expect(tiers[0]).toMatchObject({
      stageId: '2',
      role: 'safeguarding-lead',
      answer: { contact: { name: 'Dee Lead', because: 'directory' } },
      gaps: [],
    });
  });
});

it('the gaps of a directory are told stage by stage, and agency by agency within one', () => {
  const directory = directoryOf([
    ...boardRows,
    ...['Abel School', 'Bede School'].flatMap((name, n) => [
      agencyRow(name, 'school', `s${n}.example`),
      postRow(name, 'safeguarding-lead', `Lead ${n}`, `lead@s${n}.example`, confirmed),
    ]),
  ]);

  const told = gapsIn({ directory, policy: bcssp, on: ON })
    .filter(({ agency }) => agency !== BOARD)
    .map(({ stageId, agency }) => `${stageId} ${agency}`);

  expect(told).toEqual([
    '2 abel-school',
    '2 bede-school',
    '3 abel-school',
    '3 bede-school',
    '4a abel-school',
    '4a bede-school',
  ]);
});
