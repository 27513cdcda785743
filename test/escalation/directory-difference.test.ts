import { describe, expect, it } from 'vitest';
import { differenceBetween, isNoDifference } from '../../escalation/directory-difference.ts';
import { agencyRow, boardRows, directoryOf, postRow, type Row, row } from './directories.ts';

const trust = agencyRow('Tarn Trust', 'hospital-trust', 'trust.example');
const lena = postRow('Tarn Trust', 'line-manager', 'Lena Line', 'lena@trust.example');
const sam = postRow('Tarn Trust', 'senior-manager', 'Sam Senior', 'sam@trust.example');
const before = [...boardRows, trust, lena, sam];

/** What changes, in short: each line by its name or its agency's. */
function change(from: Row[], to: Row[]) {
  const difference = differenceBetween(directoryOf(from), directoryOf(to));
  const called = ({ name, role, agency }: { name: string; role: string; agency: string }) => name || role || agency;
  return {
    added: difference.added.map(called),
    changed: difference.changed.map((one) => [
      called(one.before),
      ...one.cells.map((cell) => `${cell.column}: ${cell.before || '-'} > ${cell.after || '-'}`),
    ]),
    removed: difference.removed.map(called),
    reordered: difference.reordered.map(
      ({ role, firstBefore, firstAfter }) => `${role}: ${firstBefore} > ${firstAfter}`,
    ),
    unchanged: difference.unchanged,
  };
}
const nothing = { added: [], changed: [], removed: [], reordered: [] };

describe('what changes between two directories', () => {
  it.each<[string, Row[], Partial<ReturnType<typeof change>>]>([
    [
      'nothing, and lines in another order',
      [...boardRows, sam, trust, lena].map((line) => ({
        ...line,
        ...(line === sam
          ? { agency_type: 'hospital-trust', member: 'yes', health_commissioned: 'no', domains: 'trust.example' }
          : {}),
      })),
      { unchanged: 5 },
    ],
    [
      'a post more',
      [...before, postRow('Tarn Trust', 'head-of-service', 'Hal Head', 'hal@trust.example')],
      { added: ['Hal Head'], unchanged: 5 },
    ],
    ['a post less', [...boardRows, trust, lena], { removed: ['Sam Senior'], unchanged: 4 }],
    [
      'somebody else in a post',
      [...boardRows, trust, lena, { ...sam, name: 'Nel New', email: 'nel@trust.example' }],
      {
        changed: [['Sam Senior', 'name: Sam Senior > Nel New', 'email: sam@trust.example > nel@trust.example']],
        unchanged: 4,
      },
    ],
    [
      'nobody in a post',
      [...boardRows, trust, lena, row({ agency: 'Tarn Trust', role: 'senior-manager' })],
      { changed: [['Sam Senior', 'name: Sam Senior > -', 'email: sam@trust.example > -']], unchanged: 4 },
    ],
    [
      'somebody in another post',
      [...boardRows, trust, lena, { ...sam, role: 'head-of-service' }],
      { changed: [['Sam Senior', 'role: senior-manager > head-of-service']], unchanged: 4 },
    ],
    [
      'a day away and a deputy',
      [...boardRows, trust, { ...lena, absent_from: '2026-04-08', deputy_email: 'sam@trust.example' }, sam],
      { changed: [['Lena Line', 'deputy_email: - > sam@trust.example', 'absent_from: - > 2026-04-08']], unchanged: 4 },
    ],
    [
      'an agency’s domain, seat and a site',
      [...boardRows, { ...trust, member: 'no', domains: 'trust.example new.example' }, lena, { ...sam, site: 'North' }],
      {
        changed: [
          ['Tarn Trust', 'site: - > North', 'member: yes > no', 'domains: trust.example > new.example trust.example'],
          ['Sam Senior', 'site: - > North'],
        ],
        unchanged: 3,
      },
    ],
    ['an agency with its people', boardRows, { removed: ['Tarn Trust', 'Lena Line', 'Sam Senior'], unchanged: 2 }],
  ])('%s', (_, to, expected) => {
    expect(change(before, to)).toEqual({ ...nothing, ...expected });
  });

  it('who is asked first, when the same people hold a post in another order', () => {
    const zoe = postRow('Tarn Trust', 'line-manager', 'Zoe Last', 'zoe@trust.example');

    expect(change([...boardRows, trust, lena, zoe], [...boardRows, trust, zoe, lena])).toEqual({
      ...nothing,
      reordered: ['line-manager: Lena Line > Zoe Last'],
      unchanged: 5,
    });
  });

  it('an agency that is called otherwise is the same one, and its people’s lines do not change', () => {
    const one = directoryOf(before);
    const renamed = {
      ...one,
      agencies: one.agencies.map((agency) => ({ ...agency, name: agency.name.replace('Tarn', 'Tern') })),
    };
    const { changed, unchanged } = differenceBetween(one, renamed);

    expect(changed.map(({ cells }) => cells)).toEqual([
      [{ column: 'agency', before: 'Tarnshire Safeguarding Partnership', after: 'Ternshire Safeguarding Partnership' }],
      [{ column: 'agency', before: 'Tarn Trust', after: 'Tern Trust' }],
    ]);
    expect(unchanged).toBe(3);
  });

  it('two people in one post of whom one changes: the other’s line does not', () => {
    const zoe = postRow('Tarn Trust', 'line-manager', 'Zoe Last', 'zoe@trust.example');
    const nel = { ...lena, name: 'Nel New', email: 'nel@trust.example' };

    expect(change([...boardRows, trust, lena, zoe], [...boardRows, trust, nel, zoe])).toMatchObject({
      added: [],
      removed: [],
      changed: [['Lena Line', 'name: Lena Line > Nel New', 'email: lena@trust.example > nel@trust.example']],
    });
  });

  it('says when there is none', () => {
    expect(isNoDifference(differenceBetween(directoryOf(before), directoryOf(before)))).toBe(true);
    expect(isNoDifference(differenceBetween(directoryOf(before), directoryOf([...before.slice(0, -1)])))).toBe(false);
  });
});
