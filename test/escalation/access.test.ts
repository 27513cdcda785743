import { describe, expect, it, test } from 'vitest';
import { standingOf } from '../../escalation/access.ts';
import { type Act, LEAD_ACTS } from '../../escalation/acts.ts';
import { type Disagreement, PLACES } from '../../escalation/record.ts';
import {
  at,
  atBoard,
  B,
  CARE,
  COUNTERPART,
  did,
  directoryWith,
  isTheirs,
  propose,
  RAISER,
  RAISERS_MANAGER,
  raised,
  S,
  settingAt,
  THEIR_LEAD,
  THEIR_MANAGER,
  takenTo,
  W,
} from './building.ts';

const AT = 'Mon 2 Mar 2026 09:30';
const now = settingAt(AT);

function atStage(stageId: string, policy = B): Disagreement {
  const setting = settingAt(AT, { policy });
  return takenTo(stageId, raised(setting), setting);
}
/** Who may do these is in `beside-the-ladder.test.ts`: they settle nothing and move nothing. */
const BESIDE_THE_LADDER = [
  ...['ask-for-advice', 'advice-given', 'appoint-supporter', 'approve-discussion', 'correct-discussion'],
  ...['say-we-agreed', 'confirm-understanding', 'tick-checklist', 'record-learning', 'record-debrief', 'add-dissent'],
  ...['record-on-file', 'report-meeting'],
];
/** Of what a lead does, all but what follows once something to learn is recorded. */
const BEFORE_THE_END = LEAD_ACTS.filter((act) => act !== 'say-what-became');

/** What somebody sees and may do, once they have said that it is theirs. */
const standing = (d: Disagreement, who: string, policy = B) => {
  const { sees, may } = standingOf(isTheirs(d, who), who, settingAt(AT, { policy }));
  const moving = may.filter((act) => !BESIDE_THE_LADDER.includes(act));
  return `${sees}: ${moving.sort((a, b) => a.localeCompare(b)).join(' ')}`.trim();
};

describe('what a place sees and does (LADDERS, third table)', () => {
  const atTwo = atStage('2');
  const proposed = did(atTwo, THEIR_MANAGER, propose(), now);
  const anEarlierStage = atStage('3');
  const chaired = atStage('4a');
  const last = atStage('4b');
  const withdrawn = did(atTwo, RAISER, { kind: 'withdraw', text: 'x' }, now);
  const conversing = 'ask-who-is-next escalate-now flag-harm name-next not-mine record-discussion shorten';

  test.each<[string, Disagreement, string, string]>([
    [
      'the raiser',
      atTwo,
      RAISER,
      'record: add-agency ask-who-is-next escalate-now flag-harm name-next record-discussion shorten withdraw',
    ],
    ['the counterpart', atTwo, COUNTERPART, `record: ${conversing}`],
    [
      'somebody asked now',
      atTwo,
      THEIR_MANAGER,
      'record: ask-who-is-next escalate-now flag-harm name-next not-mine propose record-discussion shorten',
    ],
    ['the proposer, who cannot confirm', proposed, THEIR_MANAGER, `record: ${conversing}`],
    [
      'the other side, which can',
      proposed,
      RAISERS_MANAGER,
      'record: ask-who-is-next confirm dispute escalate-now flag-harm name-next not-mine record-discussion shorten',
    ],
    [
      'the raiser, whose managers settle it',
      proposed,
      RAISER,
      'record: add-agency ask-who-is-next escalate-now flag-harm name-next record-discussion shorten withdraw',
    ],
    [
      'somebody asked earlier, who reads and talks',
      anEarlierStage,
      THEIR_MANAGER,
      'record: flag-harm not-mine record-discussion',
    ],
    [
      'the officer in the chair',
      chaired,
      atBoard('officer-children'),
      'record: convene decide decide-not-to-convene flag-harm not-mine record-discussion shorten',
    ],
    [
      'a representative beside the officer',
      chaired,
      at('care', 'board-representative'),
      'record: escalate-now flag-harm give-representations name-next not-mine propose record-discussion shorten',
    ],
    [
      'the Independent Chair',
      last,
      atBoard('independent-chair'),
      'record: convene decide flag-harm not-mine record-discussion',
    ],
    [
      'the raiser at the last stage',
      last,
      RAISER,
      'record: add-agency flag-harm give-representations name-next record-discussion withdraw',
    ],
    [
      'the partnership lead, from the board’s line on',
      atTwo,
      atBoard('unit'),
      `record: ${[...BEFORE_THE_END].sort().join(' ')}`,
    ],
    ['the Designated Nurse, told at registration', atTwo, atBoard('designated-nurse'), 'fact:'],
    ['the raiser when it has ended', withdrawn, RAISER, 'record:'],
    ['a stranger', atTwo, 'stranger@care.tarn.example', 'nothing:'],
    ['a colleague of the next stage, before it opens', atTwo, at('care', 'senior-manager'), 'nothing:'],
  ])('%s', (_name, d, who, expected) => {
    expect(standing(d, who)).toBe(expected);
  });

  it('the deputy who is asked sees and may do what whoever they stand in for would', () => {
    const away = { absent_from: '2026-03-01', absent_to: '2026-03-20', deputy_email: at('care', 'deputy') };
    const directory = directoryWith((rows) =>
      rows.map((row) => (row['email'] === THEIR_MANAGER ? { ...row, ...away } : row)),
    );
    const setting = settingAt(AT, { directory });
    const d = takenTo('2', raised(setting), setting);

    expect(d.people[at('care', 'deputy')]?.places).toEqual(['deputy']);
    expect(standing(d, at('care', 'deputy'))).toBe(standing(atTwo, THEIR_MANAGER));
    expect(standing(d, THEIR_MANAGER)).toBe('nothing:');
  });

  const advised = did(atTwo, COUNTERPART, { kind: 'ask-for-advice', text: 'x' } as Act, now);
  const atRisk = raised(now, { immediateHarm: 'yes', harmWhy: 'He is at home.' });
  test.each<[string, Disagreement, string[]]>([
    ['asked for advice gives it', advised, ['advice-given', 'not-mine']],
    // Either side's lead may shorten (CLK-3).
    [
      'told of harm says that they have seen it and what was done',
      atRisk,
      ['acknowledge-harm', 'end-harm', 'not-mine', 'shorten'],
    ],
    ['asked for nothing has no part in it', atTwo, []],
  ])('an agency’s safeguarding lead %s, and nothing else', (_, d, may) => {
    const { may: offered, sees } = standingOf(isTheirs(d, THEIR_LEAD), THEIR_LEAD, now);

    expect([...offered].sort()).toEqual(may);
    expect(sees).toBe(may.length > 0 ? 'record' : 'nothing');
  });

  it('S: the lead who chairs step 3 decides it, the other side’s does not', () => {
    const d = atStage('3', S);

    expect(standing(d, at('health', 'safeguarding-lead'), S)).toContain('decide');
    expect(standing(d, at('care', 'safeguarding-lead'), S)).not.toContain('decide');
  });
});

/** What a lead may do on a reference alone. */
const UNSEEN = ['replace-contact', 'vouch'] as const;

describe('NOT-5: what the partnership lead sees follows the policy’s line', () => {
  test.each([
    ['B', '1', 'count', B, UNSEEN],
    ['B', '2', 'record', B, BEFORE_THE_END],
    ['W', '3', 'count', W, UNSEEN],
  ] as const)('%s at stage %s: %s', (_name, stageId, sees, policy, acts) => {
    const { sees: seen, may } = standingOf(atStage(stageId, policy), atBoard('unit'), settingAt(AT, { policy }));

    expect([seen, [...may].sort()]).toEqual([sees, [...acts].sort()]);
  });

  it('and when W’s Board Manager is asked at stage 4 they take part like anybody asked', () => {
    expect(standing(atStage('4', W), atBoard('unit'), W)).toMatch(/^record: .*\bconvene\b.*\bdecide\b/);
  });
});

describe('PRV-2: nothing is shown before somebody has said that it is theirs', () => {
  const d = raised(now);

  it('the raiser has: they raised it', () => {
    expect(standingOf(d, RAISER, now)).toMatchObject({ sees: 'record', mustSay: false });
  });

  it('the other practitioner says so first, and may say no', () => {
    expect(standingOf(d, COUNTERPART, now)).toMatchObject({
      sees: 'nothing',
      mustSay: true,
      may: ['mine', 'not-mine'],
    });
  });

  /** Somebody at work with one place and no other. */
  const NEW = 'new@care.tarn.example';
  const withPlaces = (...places: Disagreement['people'][string]['places']): Disagreement => ({
    ...d,
    people: {
      ...d.people,
      [NEW]: { id: 'p9', person: { name: 'Noa New', email: NEW, agency: CARE }, places, mine: 'not said' },
    },
  });

  // The raiser knows whose it is, who is only told is shown no record, and who vouches is shown less still.
  const SAY_NOTHING = ['raiser', 'told', 'asked to vouch'] as const;
  test.each(PLACES.filter((place) => !(SAY_NOTHING as readonly string[]).includes(place)))(
    'PRV-2: somebody whose one place is %j says so first',
    (place) => {
      expect(standingOf(withPlaces(place), NEW, now)).toMatchObject({ sees: 'nothing', mustSay: true });
    },
  );

  test.each([
    ['supporter alone', ['supporter']],
    ['supporter who was also told of something', ['supporter', 'told']],
  ] as const)('INT-10: a %s sees the record, and may do nothing but say that it is not theirs', (_, places) => {
    const theirs = isTheirs(withPlaces(...places), NEW);

    expect(standingOf(theirs, NEW, now)).toMatchObject({ sees: 'record', may: ['not-mine'] });
  });

  it('"not mine" ends it', () => {
    const after = did(d, COUNTERPART, { kind: 'not-mine' }, now);

    expect(standingOf(after, COUNTERPART, now)).toEqual({ places: [], sees: 'nothing', may: [], mustSay: false });
  });

  it('an address outside the agency’s domains sees reference, stage and deadline until somebody vouches', () => {
    const outside = raised(now, { theirEmail: 'cas@elsewhere.example' });

    expect(standing(outside, 'cas@elsewhere.example')).toBe('bare: not-mine');
  });
});
