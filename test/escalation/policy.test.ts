import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import {
  boardMaySee,
  PolicyRefused,
  policyVersionId,
  requirePolicy,
  rolesFor,
  stageAfter,
} from '../../escalation/policy.ts';
import { policyVersions } from '../../policies/all.ts';
import { mistakeInWords } from '../../scripts/file-mistakes.ts';
import { B, L, R, S, W } from './building.ts';

const FILE = 'policies/bcssp-v5.yaml';

// biome-ignore lint/suspicious/noExplicitAny: a test spoils the file in ways its type forbids
type Spoilt = any;

/** What is said of policy B with one thing wrong in it. */
function refusalOf(spoil: (policy: Spoilt) => void): string {
  const policy: Spoilt = parse(readFileSync(FILE, 'utf8'));
  spoil(policy);
  try {
    requirePolicy(policy, FILE, mistakeInWords);
  } catch (reason) {
    if (!(reason instanceof PolicyRefused)) throw reason;
    return reason.message;
  }
  return 'accepted';
}

describe('every policy file', () => {
  test.each(globSync('policies/*.yaml'))(
    '%s is whole, is named for its version and is what functions import',
    (file) => {
      const policy = requirePolicy(parse(readFileSync(file, 'utf8')), file);

      const id = policyVersionId(policy);
      expect(file).toBe(`policies/${id}.yaml`);
      expect(JSON.parse(readFileSync(`policies/${id}.json`, 'utf8'))).toEqual(policy);
      expect(policyVersions[id]).toEqual(policy);
    },
  );
});

describe('a policy file that cannot be used names the file, the place, what is wrong and what is allowed', () => {
  const cases: [what: string, spoil: (policy: Spoilt) => void, message: RegExp][] = [
    [
      'a stage is missing',
      (p) => p.stages.splice(2, 1),
      /^policies\/bcssp-v5\.yaml: stages\[2\]\.id: stage 3 is missing before "4a"/m,
    ],
    ['the first stage is missing', (p) => p.stages.shift(), /: stages\[0\]\.id: stage 1 is missing before "2"/],
    ['there are no stages', (p) => delete p.stages, /^policies\/bcssp-v5\.yaml: stages: this is missing: write a list/],
    ['one stage only', (p) => p.stages.splice(1), /a policy has at least two stages/],
    ['a stage stands twice', (p) => (p.stages[1].id = '1'), /: stages\[1\]\.id: stage "1" stands twice/],
    ['stages stand out of order', (p) => p.stages.reverse(), /write them in order/],
    [
      'an unknown role',
      (p) => (p.stages[1].asks[0].role = 'line-manger'),
      /: stages\[1\]\.asks\[0\]\.role: there is no role "line-manger".*"line-manager"/,
    ],
    [
      'an unknown role by subject',
      (p) => (p.stages[3].asks[1].role.child = ['director']),
      /: stages\[3\]\.asks\[1\]\.role\.child\[0\]: there is no role "director".*"officer-children"/,
    ],
    ['a subject without a role', (p) => delete p.stages[3].asks[1].role.both, /: stages\[3\]\.asks\[1\]\.role\.both: /],
    [
      'an unknown role that is told',
      (p) => (p.stages[1].tellOnOpening[0].role = 'mayor'),
      /: stages\[1\]\.tellOnOpening\[0\]\.role: there is no role "mayor".*"business-manager"/,
    ],
    [
      'an unknown equivalent',
      (p) => (p.stages[1].asks[0].orRoles = ['boss']),
      /: stages\[1\]\.asks\[0\]\.orRoles\[0\]: .*"line-manager"/,
    ],
    ['nobody is asked', (p) => (p.stages[1].asks = []), /: stages\[1\]\.asks: every stage asks somebody/],
    [
      'a deadline of no working days',
      (p) => (p.stages[0].deadline.workingDays = 0),
      /: stages\[0\]\.deadline\.workingDays: a deadline is at least 1 working day/,
    ],
    [
      'half a working day',
      (p) => (p.stages[0].deadline.workingDays = 1.5),
      /: stages\[0\]\.deadline\.workingDays: "1.5" cannot stand here: write a whole number/,
    ],
    [
      'a cap of no working days',
      (p) => (p.cap.workingDays = 0),
      /: cap\.workingDays: "0" is too small: write 1 or more/,
    ],
    ['harm in no hours', (p) => (p.harm.clock.hours = 0), /: harm\.clock\.hours: "0" is too small: write 1 or more/],
    [
      'a cap to an unknown stage',
      (p) => (p.cap.to = '9'),
      /: cap\.to: there is no stage "9"; the stages are 1, 2, 3, 4a, 4b/,
    ],
    ['harm enters an unknown stage', (p) => (p.harm.entersAt = '4'), /: harm\.entersAt: there is no stage "4"/],
    ['harm ends at an unknown stage', (p) => (p.harm.endsAt = '4'), /: harm\.endsAt: there is no stage "4"/],
    [
      'harm may enter an unknown stage',
      (p) => (p.harm.mayEnterAt = ['2', '7']),
      /: harm\.mayEnterAt\[1\]: there is no stage "7"/,
    ],
    [
      'talking leads to an unknown stage',
      (p) => (p.startsAfterTalking = '0'),
      /: startsAfterTalking: there is no stage "0"/,
    ],
    [
      'a policy issue goes to an unknown stage',
      (p) => (p.policyIssueGoesTo = { stage: '5', clause: 'L1' }),
      /: policyIssueGoesTo\.stage: there is no stage "5"/,
    ],
    [
      'the board sees from an unknown stage',
      (p) => (p.boardSees[0].from = '6'),
      /: boardSees\[0\]\.from: there is no stage "6"/,
    ],
    [
      'a debrief from an unknown stage',
      (p) => (p.closing.debriefFrom.stage = '6'),
      /: closing\.debriefFrom\.stage: there is no stage "6"/,
    ],
    [
      'a deadline at the last stage, which has none to move to',
      (p) => (p.stages[4].deadline = { workingDays: 5, from: 'opened', clause: 'L71' }),
      /: stages\[4\]\.deadline: .*last stage/,
    ],
    [
      'a deadline at the last stage that is our own choice, which has none to move to either',
      (p) => (p.stages[4].deadline = { workingDays: 5, from: 'opened', clause: 'L71', ourChoice: 'So that it ends.' }),
      /: stages\[4\]\.deadline: .*last stage/,
    ],
    [
      'a member that no policy has',
      (p) => (p.stages[0].dedline = {}),
      /: stages\[0\]: there is no field "dedline" here: look at its spelling/,
    ],
    [
      'a subject that no policy has',
      (p) => (p.subjects = ['dog']),
      /: subjects\[0\]: "dog" cannot stand here: write one of child, adult/,
    ],
    [
      'one subject that is no list',
      (p) => (p.subjects = 'child'),
      /: subjects: "child" cannot stand here: write a list/,
    ],
    [
      'the yes of an older YAML, which is a word today',
      (p) => (p.withinOneAgency = 'yes'),
      /: withinOneAgency: "yes" cannot stand here: write true or false/,
    ],
    [
      'a stage whose number has no quotation marks',
      (p) => (p.stages[1].id = 2),
      /: stages\[1\]\.id: this is a name: put it in quotation marks, '2'/,
    ],
    [
      'a day in words',
      (p) => (p.reviewOn = '3 May 2026'),
      /: reviewOn: "3 May 2026" is not a day: write year-month-day/,
    ],
    ['a title with nothing in it', (p) => (p.title = ''), /: title: this is empty: write something/],
    [
      'a clause that nobody wrote',
      (p) => (p.stages[0].clause = null),
      /: stages\[0\]\.clause: this is missing: write text/,
    ],
    [
      'a protective time that rests on nothing',
      (p) => (p.stages[0].protectiveTimescale = {}),
      /: stages\[0\]\.protectiveTimescale: give the clause that asks for it, or ourChoice and its reason/,
    ],
    [
      'a stage that says nothing of a protective time',
      (p) => delete p.stages[0].protectiveTimescale,
      /: stages\[0\]\.protectiveTimescale: give the clause that asks for it, or ourChoice and its reason/,
    ],
    [
      'nothing at all',
      (p) => {
        for (const key of Object.keys(p)) delete p[key];
      },
      /: id: /,
    ],
  ];

  test.each(cases)('%s', (_what, spoil, message) => {
    expect(refusalOf(spoil)).toMatch(message);
  });

  it('takes an empty file and a list for what they are', () => {
    expect(() => requirePolicy(null, FILE)).toThrow(`${FILE}: the file: `);
    expect(() => requirePolicy([], FILE)).toThrow(`${FILE}: the file: `);
  });

  it('names everything that is wrong at once', () => {
    const said = refusalOf((p) => {
      p.cap.to = '9';
      p.startsAfterTalking = '8';
    });

    expect(said.split('\n')).toHaveLength(2);
  });
});

describe('what all five policies need can be said', () => {
  it('B, W, L, S and R each have their stages in order, and the last has none after it', () => {
    expect([B, W, L, S, R].map((policy) => policy.stages.map(({ id }) => id).join(' '))).toEqual([
      '1 2 3 4a 4b',
      '1 2 3 4',
      '1 2 3 4 5',
      '1 2-review 2 3 4',
      '1 2 3 4 5',
    ]);
    expect(stageAfter(S, '2-review')?.id).toBe('2');
    expect(stageAfter(B, '4b')).toBeUndefined();
  });

  it('ROU-7: who is asked at stage 4 of B depends on whom it is about', () => {
    const officer = B.stages[3]!.asks[1]!;

    expect((['child', 'adult', 'both'] as const).map((subject) => rolesFor(officer, subject))).toEqual([
      ['officer-children'],
      ['officer-adults'],
      ['officer-children', 'officer-adults'],
    ]);
  });

  test.each([
    ['B', ['1'], 'count', B],
    ['B', ['1', '2'], 'record', B],
    ['B by the cap', ['1', '4a'], 'record', B],
    ['W', ['1', '2', '3'], 'count', W],
    ['W', ['3', '4'], 'record', W],
    ['L', ['4'], 'count', L],
    ['L', ['5'], 'record', L],
    ['S', ['3'], 'count', S],
    ['S', ['4'], 'record', S],
    ['R', ['3'], 'count', R],
    ['R', ['4'], 'fact', R],
    ['R', ['5'], 'record', R],
    ['R at harm', ['1', 'harm'], 'fact', R],
  ] as const)('NOT-5: under %s the board sees of stages %o a %s', (_name, reached, sees, policy) => {
    expect(boardMaySee(policy, reached)).toBe(sees);
  });
});
