import { Temporal } from 'temporal-polyfill';
import type { Act } from '../../escalation/acts.ts';
import type { Change, Setting } from '../../escalation/amendment.ts';
import type { Directory } from '../../escalation/directory.ts';
import type { RaiseForm } from '../../escalation/intake.ts';
import { type Partnership, partnershipSchema } from '../../escalation/partnership.ts';
import { perform } from '../../escalation/performing.ts';
import { type Policy, policyVersionId, requirePolicy } from '../../escalation/policy.ts';
import { raise } from '../../escalation/raising.ts';
import { type Disagreement, type MessageKind, openVisit } from '../../escalation/record.ts';
import bcssp from '../../policies/bcssp-v5.json' with { type: 'json' };
import londonPa4 from '../../policies/london-pa4-v2021.json' with { type: 'json' };
import adultsBoard from '../../policies/safeguarding-adults-board-v1.json' with { type: 'json' };
import windsor from '../../policies/windsor-and-maidenhead-v1.json' with { type: 'json' };
import worcestershire from '../../policies/worcestershire-v1.json' with { type: 'json' };
import { day, englandAndWales, written } from './calendars.ts';
import { agencyRow, boardRows, directoryOf, postRow, type Row } from './directories.ts';

/** The five policies as released, by the letters of REQUIREMENTS: what a test proves of one, it proves of the policy's own data. */
export const W = requirePolicy(worcestershire, 'policies/worcestershire-v1.json');
export const L = requirePolicy(londonPa4, 'policies/london-pa4-v2021.json');
export const S = requirePolicy(adultsBoard, 'policies/safeguarding-adults-board-v1.json');
export const R = requirePolicy(windsor, 'policies/windsor-and-maidenhead-v1.json');
export const B = requirePolicy(bcssp, 'policies/bcssp-v5.json');
/** The same by the ids of their versions. */
export const RELEASED = [B, W, L, S, R].map((policy): [id: string, Policy] => [policyVersionId(policy), policy]);
/** One of them: `bcssp-v5`. */
export const released = (id: string): Policy => new Map(RELEASED).get(id)!;

/** An address at an agency of Tarnshire. */
export const at = (agency: keyof typeof DOMAINS, who: string) => `${who}@${DOMAINS[agency]}`;
const DOMAINS = { care: 'care.tarn.example', health: 'health.tarn.example', school: 'school.tarn.example' } as const;
const BOARD_DOMAIN = 'board.tarn.example';
export const atBoard = (who: string) => `${who}@${BOARD_DOMAIN}`;

/** Agencies' ids in Tarnshire's directory. */
export const CARE = 'tarnshire-care';
export const HEALTH = 'tarnshire-health';
export const SCHOOL = 'tarn-school';

const POSTS = [
  'line-manager',
  'senior-manager',
  'safeguarding-lead',
  'head-of-service',
  'board-representative',
] as const;
const agencyRows = (agency: string, type: string, domain: string, cells: Row = {}): Row[] => [
  agencyRow(agency, type, domain, cells),
  ...POSTS.map((role) => postRow(agency, role, `${agency} ${role}`, `${role}@${domain}`)),
];

/** Every line of Tarnshire's directory: three whole agencies and a whole board. */
export const tarnshireRows: Row[] = [
  ...boardRows,
  ...[
    'board-chair',
    'independent-chair',
    'officer-children',
    'officer-adults',
    'designated-nurse',
    'head-of-early-help',
  ].map((role) => postRow('Tarnshire Safeguarding Partnership', role, `Board ${role}`, `${role}@${BOARD_DOMAIN}`)),
  ...agencyRows('Tarnshire Care', 'childrens-social-care', DOMAINS.care),
  ...agencyRows('Tarnshire Health', 'community-health', DOMAINS.health, { health_commissioned: 'yes' }),
  ...agencyRows('Tarn School', 'school', DOMAINS.school),
];
export const tarnshire: Directory = directoryOf(tarnshireRows);

/** Tarnshire's directory without some posts, or with some changed: `{ agency, role }` names the lines. */
export function directoryWith(change: (rows: Row[]) => Row[]): Directory {
  return directoryOf(change(tarnshireRows.map((row) => ({ ...row }))));
}

export const without =
  (...posts: [agency: string, role: string][]) =>
  (rows: Row[]): Row[] =>
    rows.filter((row) => !posts.some(([agency, role]) => row['agency'] === agency && row['role'] === role));

const route = { say: 'Telephone.' };
const partnership: Partnership = partnershipSchema.parse({
  id: 'tarnshire',
  name: 'Tarnshire Safeguarding Partnership',
  policy: { id: 'bcssp', version: 'v5' },
  calendar: { division: 'england-and-wales', closeOfDay: '17:00' },
  leads: [{ name: 'Bea Unit', email: atBoard('unit'), agency: 'board' }],
  businessUnitTelephone: '01632 960001',
  secureDomains: [],
  routes: {
    emergency: route,
    referral: route,
    outOfHours: route,
    allegation: route,
    whistleblowing: route,
    complaint: route,
    review: route,
  },
});

let drawn = 0;
/** What a decision is judged in; the moment is London time, weekday checked: `Mon 2 Mar 2026 09:30`. */
export function settingAt(
  now: string | Temporal.Instant,
  changes: { policy?: Policy; directory?: Directory; localTargets?: Record<string, number> } = {},
): Setting {
  return {
    now: typeof now === 'string' ? london(now) : now,
    policy: changes.policy ?? B,
    partnership: {
      ...partnership,
      policy: { id: (changes.policy ?? B).id, version: (changes.policy ?? B).version },
      localTargets: changes.localTargets ?? {},
    },
    directory: changes.directory ?? tarnshire,
    calendar: englandAndWales,
    newId: () => `text-${(drawn++).toString().padStart(11, '0')}`,
  };
}

/** `Mon 2 Mar 2026 09:30` in London. */
export function london(text: string): Temporal.Instant {
  const [, on, time] = /^(.*?)(?: (\d{2}:\d{2}))?$/.exec(text)!;
  return day(on!)
    .toZonedDateTime({ timeZone: 'Europe/London', plainTime: Temporal.PlainTime.from(time ?? '09:30') })
    .toInstant();
}

/** An instant as the tables write it: `Mon 2 Mar 2026 09:30`. */
export function inLondon(instant: string | Temporal.Instant | null | undefined): string {
  if (instant === null || instant === undefined) return 'never';
  const zoned = Temporal.Instant.from(instant).toZonedDateTimeISO('Europe/London');
  return `${written(zoned.toPlainDate())} ${zoned.toPlainTime().toString({ smallestUnit: 'minute' })}`;
}

export const RAISER = at('health', 'raiser');
export const RAISERS_MANAGER = at('health', 'line-manager');
export const COUNTERPART = at('care', 'counterpart');
/** Who is asked for the other side at B's stage 2, and who looks after its addresses. */
export const THEIR_MANAGER = at('care', 'line-manager');
export const THEIR_LEAD = at('care', 'safeguarding-lead');
/** The partnership's lead. */
export const LEAD = atBoard('unit');

/** It goes to the next stage because somebody says so. */
export const ESCALATE = { kind: 'escalate-now', text: 'It cannot wait.' } as const;

/** A whole form of a health visitor about a decision of the care service; only what matters to a test is changed. */
export function formOf(changes: Partial<RaiseForm> = {}): Partial<RaiseForm> {
  return {
    raiserName: 'Rae Raiser',
    raiserEmail: RAISER,
    raiserJob: 'Health visitor',
    raiserAgency: HEALTH,
    managerName: 'Tarnshire Health line-manager',
    managerEmail: RAISERS_MANAGER,
    theirAgency: CARE,
    theirName: 'Cas Counterpart',
    theirEmail: COUNTERPART,
    theirJob: 'Social worker',
    subject: 'child',
    category: 'referral',
    about: 'decision',
    talkedAlready: 'no',
    talkedOn: '',
    ...changes,
  };
}

/** A disagreement as it was just raised. */
export function raised(
  setting: Setting,
  form: Partial<RaiseForm> = {},
  more: { missing?: string[]; raisedAt?: string; raisedBy?: 'form' | 'email' } = {},
): Disagreement {
  return raisedChange(setting, form, more).disagreement;
}

export function raisedChange(
  setting: Setting,
  form: Partial<RaiseForm> = {},
  more: { missing?: string[]; raisedAt?: string; raisedBy?: 'form' | 'email' } = {},
): Change {
  const whole = formOf(form);
  return raise(
    {
      id: 'd-1',
      reference: 'AB-7Q4K',
      raisedAt: more.raisedAt ? london(more.raisedAt) : setting.now,
      raisedBy: more.raisedBy ?? 'form',
      raiser: {
        name: whole.raiserName!,
        email: whole.raiserEmail!,
        job: whole.raiserJob!,
        agency: whole.raiserAgency!,
      },
      form: whole,
      missing: more.missing ?? [],
    },
    setting,
  );
}

/** The record as it reads once it was written and what it owed was carried out. */
export function asWritten(change: Change): Disagreement {
  const { disagreement: d, entries } = change;
  return { ...d, owed: [], history: [...d.history, ...entries.map((entry) => ({ ...entry, mac: 'm' }))] };
}

/** Carries an act out, or throws what was said against it. Whoever acts has said that it is theirs. */
export function did(d: Disagreement, by: string, act: Act, setting: Setting): Disagreement {
  return asWritten(didChange(d, by, act, setting));
}

export function didChange(d: Disagreement, by: string, act: Act, setting: Setting): Change {
  const result = perform(isTheirs(d, by), by, act, setting);
  if ('refused' in result) throw new Error(`${by} may not ${act.kind}: ${result.refused}`);
  return result.change;
}

/** Taken one stage further by people: the raiser says that it should go further, or whoever reviews it takes it forward. */
export function takenFurther(d: Disagreement, setting: Setting): Disagreement {
  return asWritten(takenFurtherChange(d, setting));
}

export function takenFurtherChange(d: Disagreement, setting: Setting): Change {
  const reviewer = openVisit(d)!.asked.find(({ does }) => does === 'review');
  return reviewer
    ? didChange(d, reviewer.person.email, { kind: 'review', verdict: 'taken forward', text: '' }, setting)
    : didChange(d, RAISER, { kind: 'escalate-now', text: 'It cannot wait.' }, setting);
}

/** Taken by people to a stage, over every stage between, all at one moment. */
export function takenTo(stageId: string, d: Disagreement, setting: Setting): Disagreement {
  let moved = d;
  while (openVisit(moved)!.stageId !== stageId) moved = takenFurther(moved, setting);
  return moved;
}

/** What somebody is told who may not. */
export function refusalOf(d: Disagreement, by: string, act: Act, setting: Setting): string {
  const result = perform(isTheirs(d, by), by, act, setting);
  if ('refused' in result) return result.refused;
  return result.kept ? `kept: ${result.kept}` : 'done';
}

/** The record in which somebody has said that it is theirs. */
export function isTheirs(d: Disagreement, ...emails: string[]): Disagreement {
  const people = { ...d.people };
  for (const email of emails) {
    const known = people[email];
    if (known?.mine === 'not said') people[email] = { ...known, mine: 'mine' };
  }
  return { ...d, people };
}

/** Who is owed an email of this kind, by address, in order. */
export function owedTo(d: Disagreement, ...kinds: MessageKind[]): string[] {
  return d.owed.flatMap((owed) => (owed.kind === 'message' && kinds.includes(owed.message) ? [owed.to.email] : []));
}

/** Who is asked at the open stage, as `side role email`. */
export function askedAt(d: Disagreement): string[] {
  return d.stages.at(-1)!.asked.map(({ side, role, person }) => `${side} ${role} ${person.email}`);
}

/** A meeting that somebody of neither agency chairs, and both sides' board representatives attend. */
export const arrange = (changes: Partial<Extract<Act, { kind: 'convene' }>> = {}): Act => ({
  kind: 'convene',
  what: 'meeting',
  chairName: 'Ida Farrow',
  chairEmail: 'ida@chambers.example',
  chairAgency: 'independent',
  on: '2026-03-05',
  time: '14:00',
  where: 'Room 4',
  attendees: [at('care', 'board-representative'), at('health', 'board-representative')].map((email) => ({ email })),
  panel: [],
  ...changes,
});

export const propose = (changes: Partial<Extract<Act, { kind: 'propose' }>> = {}): Act => ({
  kind: 'propose',
  text: 'An assessment this week.',
  how: 'agreed',
  actions: [],
  noActions: true,
  ...changes,
});
