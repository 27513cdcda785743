import type { Temporal } from 'temporal-polyfill';
import { addressSchema } from './address.ts';
import { daysIn, timeIn } from './days-in-words.ts';
import type { Directory } from './directory.ts';
import { EMAIL_LABELS, isRequired, type RaiseFieldName, type RaiseForm, raiseFields } from './intake.ts';
import type { ReadLabels } from './labels.ts';
import { POLICY_FIELDS, type Policy, reasonNotAbout } from './policy.ts';
import { type ABOUT, CATEGORIES, type Category } from './record.ts';
import { findAgencyAndSite, findSite, SITE_NOT_KNOWN, sitesToChoose } from './sites.ts';
import type { Calendar } from './working-days.ts';

/** What an email says, as far as the raise form goes, and what its reply must ask for (BEY-17). */
export interface EmailDraft {
  draft: Partial<RaiseForm>;
  /** `unclear`: they wrote something that is neither yes nor no. */
  immediateHarm: 'yes' | 'no' | 'not said' | 'unclear';
  /** Labels to ask for: those needed and not there, and those we did not understand. In the order of ADM-4. */
  missing: string[];
  /** Why a label was not understood, in words for the sender. Never quotes what they wrote, because it goes by email (PRV-3). */
  problems: { label: string; message: string }[];
  wholeMessage: string;
}

/** What an email is read by beside its own words. */
export interface DraftSetting {
  directory: Directory;
  policy: Policy;
  /** Whoever the receiving server proved to be the sender; `agency` is the directory's id, absent when several share the domain. */
  sender: { name: string; email: string; agency?: string };
  /** Working days are counted from `firstOn` at the earliest: a day before it is a slip of the pen, or another matter. */
  calendar: Pick<Calendar, 'firstOn'>;
  /** The London day on which it was received: "yesterday" is the day before. */
  receivedOn: Temporal.PlainDate;
}

/** What one label gives: fields of the form, or why it must be asked for again (perhaps both). */
interface Reading {
  fields?: Partial<RaiseForm>;
  problem?: string;
}

/**
 * Turns what stands under the labels into the fields of the form. What is not understood is asked for again and stays in the whole
 * message. `Their practitioner` is not asked for where it is left out, and `Their manager` never: their own side is (ADM-4). A site that nobody wrote is asked for by
 * `raise`, which knows the agencies.
 */
export function draftFrom(labels: ReadLabels, setting: DraftSetting): EmailDraft {
  const { sender, policy } = setting;
  const draft: Partial<RaiseForm> = {
    raiserName: sender.name || sender.email,
    raiserEmail: sender.email,
    ...(sender.agency ? { raiserAgency: sender.agency } : {}),
  };
  const problems: EmailDraft['problems'] = [];
  const missing: string[] = [];
  const immediateHarm = harmIn(labels.values.get('Immediate harm'));
  for (const { label, field } of EMAIL_LABELS) {
    const value = labels.values.get(label);
    if (value === undefined) {
      if (isNeeded(field, policy, immediateHarm)) missing.push(label);
      continue;
    }
    const read = READERS[field];
    const { fields = {}, problem }: Reading = read ? read(value, setting, draft) : { fields: { [field]: value } };
    const sound = soundFields(fields);
    Object.assign(draft, sound.fields);
    const message = problem ?? sound.problem;
    if (message !== undefined) {
      problems.push({ label, message });
      missing.push(label);
    }
  }
  return {
    draft,
    immediateHarm,
    missing,
    problems,
    wholeMessage: labels.wholeMessage,
  };
}

type LabelField = (typeof EMAIL_LABELS)[number]['field'];

/** What the form of every policy asks for (INT-12) and what this one adds; at immediate harm not the talk with one's own manager (INT-3). */
function isNeeded(field: LabelField, policy: Policy, harm: EmailDraft['immediateHarm']): boolean {
  if (
    field === 'theirPractitioner' ||
    field === 'theirManager' ||
    field === 'raiserSite' ||
    field === 'theirSite' ||
    field === 'immediateHarm' ||
    field === 'mustBeSettledOn'
  )
    return false;
  const added = POLICY_FIELDS.find((name) => name === field);
  const immediateHarm = harm === 'yes' || harm === 'unclear' ? 'yes' : 'no';
  return added === undefined || isRequired(added, policy, { immediateHarm });
}

/** Keeps what the form itself would take: a field that it would refuse is asked for again. Long words are cut; the message has them whole. */
function soundFields(fields: Partial<RaiseForm>): Reading {
  const MOST_LETTERS = 10_000;
  const sound: Record<string, unknown> = {};
  let problem: string | undefined;
  for (const [name, value] of Object.entries(fields)) {
    const parsed = raiseFields.shape[name as RaiseFieldName].safeParse(String(value).slice(0, MOST_LETTERS));
    if (parsed.success) sound[name] = parsed.data;
    else problem ??= parsed.error.issues[0]?.message;
  }
  return { fields: sound as Partial<RaiseForm>, ...(problem === undefined ? {} : { problem }) };
}

/** The problem of "Their agency" when the directory has no such agency, or several. */
const NOT_IN_DIRECTORY = 'No one agency in the directory has this name. Choose it from the list on the page';

/** Whether the email named the other agency in words that the directory does not know: its reply says so (BEY-17). */
export function namesUnknownAgency({ problems }: Pick<EmailDraft, 'problems'>): boolean {
  return problems.some(({ message }) => message === NOT_IN_DIRECTORY);
}

/** The problem of a site that the agency, or any agency where it is not known which, does not have in the directory. */
const NO_SUCH_SITE = 'No one site in the directory has this name. Choose it from the list on the page';

/** Whether the email named a site in words that the directory does not know: its reply says so (ROU-2). */
export function namesUnknownSite({ problems }: Pick<EmailDraft, 'problems'>): boolean {
  return problems.some(({ message }) => message === NO_SUCH_SITE);
}

/** How a label is read whose value is not simply words. `before`: what the labels before it in the list gave. */
const READERS: Partial<
  Record<LabelField, (value: string, setting: DraftSetting, before: Partial<RaiseForm>) => Reading>
> = {
  subject: readSubject,
  aroseOn: readAroseOn,
  myManager(value, setting) {
    const { name, email } = personIn(value);
    const notThem = email && reasonNotThem(email, setting);
    if (notThem) return { problem: notThem };
    const problem = name && email ? undefined : "Write your line manager's full name and work email address";
    return {
      fields: { ...(name ? { managerName: name } : {}), ...(email ? { managerEmail: email } : {}) },
      ...(problem ? { problem } : {}),
    };
  },
  theirAgency(value, { directory, policy, sender }) {
    const found = findAgencyAndSite(directory, firstLine(value)) ?? findAgencyAndSite(directory, value);
    if (!found) return { problem: NOT_IN_DIRECTORY };
    const { agency, site } = found;
    if (agency.id === sender.agency && !policy.withinOneAgency) {
      return {
        problem: "This is your own agency, and this partnership's policy is for disagreements between agencies",
      };
    }
    return { fields: { theirAgency: agency.id, ...(site ? { theirSite: site } : {}) } };
  },
  raiserSite: (value, { directory, sender }) => readSite('raiserSite', value, { directory, agency: sender.agency }),
  theirSite: (value, { directory }, { theirAgency }) =>
    readSite('theirSite', value, { directory, agency: theirAgency }),
  theirPractitioner(value, setting, { managerEmail }) {
    if (SAYS_NOT_KNOWN.test(value.trim())) return {};
    const { name, email, job } = personIn(value);
    const notThem = email && reasonNotThem(email, setting, managerEmail);
    if (notThem) return { problem: notThem };
    if (!name || !email)
      return { problem: "Write the other practitioner's full name and work email address, or leave it out" };
    return { fields: { theirName: name, theirEmail: email, ...(job ? { theirJob: job } : {}) } };
  },
  // Kept in the whole message alone: their own side names them, who knows better (ROU-11).
  theirManager: () => ({}),
  discussedWithManager: readOwnTalk,
  category: readCategory,
  about: readAbout,
  talkedAlready: readTalked,
  mustBeSettledOn: readMustBeSettled,
  immediateHarm: (value) =>
    harmIn(value) === 'unclear' ? { problem: 'Write yes or no: is somebody at risk of immediate harm?' } : {},
};

const firstLine = (value: string) => value.split('\n')[0] ?? '';

/** By its name at the agency, or at the only agency that has such a site. Where the agency has no several sites nothing is asked, and nothing kept. */
function readSite(
  field: 'raiserSite' | 'theirSite',
  value: string,
  { directory, agency }: { directory: Directory; agency: string | undefined },
): Reading {
  if (SAYS_NOT_KNOWN.test(value.trim())) return { fields: { [field]: SITE_NOT_KNOWN } };
  const found = findSite(directory, firstLine(value), agency) ?? findSite(directory, value, agency);
  if (found) return { fields: { [field]: found.site } };
  const isNoChoice = agency !== undefined && sitesToChoose(directory, agency).length === 0;
  return isNoChoice ? {} : { problem: NO_SUCH_SITE };
}

const SAYS_NOT_KNOWN = /^(?:not known|unknown|(?:i )?do(?: not|n['’]t) know|not sure|none|n\/?a|tbc|\?+|-)[.]?$/i;

/** Nobody names themselves, and the raiser's own manager does not answer for the other side (ROU-11). */
function reasonNotThem(email: string, { sender }: DraftSetting, raisersManager?: string): string | undefined {
  if (email === sender.email.toLowerCase()) return 'You cannot name yourself. Write who it is';
  return email === raisersManager ? 'You cannot name your own line manager for the other side' : undefined;
}

function readSubject(value: string, { policy }: DraftSetting): Reading {
  const said = value.toLowerCase();
  const isChild = /\b(?:child|children|baby|infant|young person|young people|teenager|unborn)\b/.test(said);
  const isAdult = /\badults?\b/.test(said);
  const isBoth = /\bboth\b/.test(said) || (isChild && isAdult && /\band\b|&|\+|\n/.test(said));
  // "child or adult", the label said back, chooses nothing.
  const subject = isBoth ? 'both' : isChild && !isAdult ? 'child' : isAdult && !isChild ? 'adult' : undefined;
  if (!subject) return { problem: 'Write child, adult or both' };
  const notAbout = reasonNotAbout(policy, subject);
  return notAbout ? { problem: notAbout } : { fields: { subject } };
}

function readAroseOn(value: string, { receivedOn, calendar }: DraftSetting): Reading {
  const day = onlyDay(daysIn(value, receivedOn, 'past'), 'Write the day the disagreement arose, like 14 December 2026');
  if (day.problem !== undefined) return { problem: day.problem };
  if (day.on > receivedOn.toString()) return { problem: 'The day it arose must be today or in the past' };
  if (day.on < calendar.firstOn) return { problem: tooEarly('arose', calendar) };
  return { fields: { aroseOn: day.on } };
}

function tooEarly(what: 'arose' | 'talked', { firstOn }: DraftSetting['calendar']): string {
  const subject = what === 'arose' ? 'The day it arose' : 'The day you talked';
  return `${subject} must be in ${firstOn.slice(0, 4)} or later`;
}

function onlyDay(
  days: ReturnType<typeof daysIn>,
  ask: string,
): { on: string; problem?: undefined } | { on?: undefined; problem: string } {
  const problem = days.find((day) => day.problem !== undefined)?.problem;
  if (problem) return { problem };
  const different = new Set(days.map(({ on }) => on?.toString()));
  const [first] = days;
  if (!first?.on) return { problem: ask };
  return different.size > 1 ? { problem: 'Write one day only: the earliest' } : { on: first.on.toString() };
}

function readTalked(value: string, { receivedOn, calendar }: DraftSetting): Reading {
  const answer = /^\W{0,3}(yes|no|not|never)\b[\s,.;:–-]{0,4}/i.exec(value);
  if (!answer) return { problem: 'Write yes or no; if yes, the day you talked and what came of it' };
  const after = value.slice(answer[0].length).trim();
  if (!/^yes$/i.test(answer[1]!))
    return { fields: { talkedAlready: 'no', ...(after ? { talkedWhatCame: after } : {}) } };

  // The first day is the day of the talk; later ones belong to what came of it.
  const first = daysIn(after, receivedOn, 'past')[0];
  const isTooEarly = first?.on !== undefined && first.on.toString() < calendar.firstOn;
  const isPast = first?.on !== undefined && first.on.toString() <= receivedOn.toString();
  const on = first?.on && isPast && !isTooEarly ? first.on.toString() : undefined;
  const whatCame = (
    on && first ? after.slice(0, first.from).replace(/(?:\bon\s+(?:the\s+)?)$/i, '') + after.slice(first.to) : after
  )
    .replace(/^[\s,.;:–-]+/, '')
    .trim();
  const problem = on
    ? whatCame === ''
      ? 'Write what came of it when you talked'
      : undefined
    : (first?.problem ??
      (first
        ? isTooEarly
          ? tooEarly('talked', calendar)
          : 'The day you talked must be today or in the past'
        : 'Write the day you talked with them, like 14 December 2026'));
  return {
    fields: {
      talkedAlready: 'yes',
      ...(on ? { talkedOn: on } : {}),
      ...(whatCame ? { talkedWhatCame: whatCame } : {}),
    },
    ...(problem ? { problem } : {}),
  };
}

/** "Yes, on 27 February, …": a day that it begins with is that of the talk, from which the clocks may count (CLK-6); others are part of what was said. */
function readOwnTalk(value: string, { receivedOn, calendar }: DraftSetting): Reading {
  const first = daysIn(value, receivedOn, 'past')[0];
  const on = first?.on?.toString();
  const beginsWithIt =
    first !== undefined && /^\W{0,3}(?:yes)?[\s,.;:–-]{0,4}(?:on )?(?:the )?$/i.test(value.slice(0, first.from));
  const isCounted = beginsWithIt && on !== undefined && on <= receivedOn.toString() && on >= calendar.firstOn;
  return { fields: { discussedWithManager: value, ...(isCounted ? { discussedWithManagerOn: on } : {}) } };
}

function readMustBeSettled(value: string, { receivedOn }: DraftSetting): Reading {
  if (/^(?:no|none|not applicable|n\/?a|-)[\s.]*$/i.test(value)) return {};
  // What comes after "because" may name other days and times.
  const because = /\b(?:because|as|since|so that|otherwise|or else)\b/i.exec(value);
  const when = value.slice(0, because?.index ?? value.length);
  const day = daysIn(when, receivedOn, 'future')[0];
  if (!day?.on) return { problem: day?.problem ?? 'Write the day it must be settled by, like 14 December 2026' };
  if (day.on.toString() < receivedOn.toString())
    return { problem: 'The day it must be settled by must be today or later' };
  const time = timeIn(when.slice(0, day.from) + ' '.repeat(day.to - day.from) + when.slice(day.to));
  const isTimeKnown = time !== undefined && time !== 'several';
  const spans = [day, ...(isTimeKnown ? [time] : [])].sort((a, b) => b.from - a.from);
  const unsaid = spans.reduce((text, { from, to }) => text.slice(0, from) + text.slice(to), when);
  const why = because
    ? value
        .slice(because.index)
        .replace(/^because[\s,:]*/i, '')
        .trim()
    : unsaid.replace(/^(?:[\s,.;:–-]|\b(?:at|by|on|the|of)\b)+/i, '').trim();
  return {
    fields: {
      mustBeSettledOn: day.on.toString(),
      ...(isTimeKnown ? { mustBeSettledTime: time.time } : {}),
      ...(why ? { mustBeSettledWhy: why } : {}),
    },
    ...(time === 'several'
      ? { problem: 'Write one time, like noon or 5pm' }
      : why
        ? {}
        : { problem: 'Write why it must be settled by then to keep them safe' }),
  };
}

function readAbout(value: string): Reading {
  const said = value.toLowerCase();
  const isInaction =
    /\binaction\b|\b(?:lack|absence) of action\b|\bno action\b|\bnot act|\bfail(?:ed|ure|ing)? to act\b/.test(said);
  const isAction = /\baction\b/.test(said.replaceAll(/\binaction\b|\b(?:lack|absence) of action\b|\bno action\b/g, ''));
  const chosen: (typeof ABOUT)[number][] = [
    ...(/\bdecisions?\b/.test(said) ? (['decision'] as const) : []),
    ...(isAction ? (['action'] as const) : []),
    ...(isInaction ? (['inaction'] as const) : []),
  ];
  return chosen.length === 1
    ? { fields: { about: chosen[0]! } }
    : { problem: 'Write one of: decision, action, inaction' };
}

/** Matched by name, by the words we describe it with, else by the most words in common, when one category has more than any other. */
function readCategory(value: string): Reading {
  const said = stems(value);
  const scores = (Object.keys(CATEGORIES) as Category[]).map((category) => {
    const name = stems(category);
    const description = stems(CATEGORIES[category]);
    const isName = name.every((stem) => said.includes(stem));
    const isWhole = same(said, name) || same(said, description);
    const common = said.filter((stem) => name.includes(stem) || description.includes(stem)).length;
    return { category, score: isWhole ? 1000 : common === 0 ? 0 : common + (isName ? name.length * 2 : 0) };
  });
  const best = Math.max(...scores.map(({ score }) => score));
  const winners = scores.filter(({ score }) => score === best);
  if (best === 0 || winners.length > 1) {
    return {
      problem: `Write one of: ${Object.keys(CATEGORIES)
        .map((name) => name.replaceAll('-', ' '))
        .join(', ')}`,
    };
  }
  return { fields: { category: winners[0]!.category } };
}

const SMALL_WORDS = new Set(
  'a an the of or and to for about its it is in on how much well kind other outcome decision'.split(' '),
);

/** The words that tell categories apart, singular: "Decisions about referrals" is `referral`. */
function stems(text: string): string[] {
  const all = text
    .toLowerCase()
    .split(/[^a-z]+/)
    .map((word) => word.replace(/(?<=[a-z]{3}[^s])s$/, ''));
  return [...new Set(all.filter((word) => word !== '' && !SMALL_WORDS.has(word)))];
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((stem) => b.includes(stem));
}

function harmIn(value: string | undefined): EmailDraft['immediateHarm'] {
  if (value === undefined) return 'not said';
  if (/^\W{0,3}yes\b/i.test(value)) return 'yes';
  return /^\W{0,3}(?:no|none|not)\b/i.test(value) ? 'no' : 'unclear';
}

/** "Name, job, address", "Name <address>", in any order of lines; mail programs write an address twice (`a@b.example<mailto:a@b.example>`). */
function personIn(value: string): { name?: string; email?: string; job?: string } {
  const beginning = value.slice(0, 500);
  const ADDRESS = /[^\s@<>,;:"()[\]\\]{1,64}@[a-z0-9.-]{1,190}\.[a-z]{2,24}/gi;
  // One that nobody could be written to at counts as none, and is asked for.
  const addresses = new Set(
    [...beginning.matchAll(ADDRESS)].flatMap(([address]) => addressSchema.safeParse(address).data ?? []),
  );
  const parts = beginning
    .replaceAll(ADDRESS, ',')
    .split(/[,;\n<>()[\]|\t]|\smailto:| [-–] /)
    .map((part) =>
      part.replace(/^\s*(?:mailto|email|e-mail|name|job|role|tel|telephone|phone|mobile)\s*:?\s*$/i, '').trim(),
    )
    // A telephone number is neither a name nor a job.
    .filter((part) => /[a-z]/i.test(part) && !/\d{5}/.test(part.replaceAll(' ', '')) && !/^mailto:?$/i.test(part));
  const [name, job] = parts;
  const [email] = addresses;
  return { ...(name ? { name } : {}), ...(email && addresses.size === 1 ? { email } : {}), ...(job ? { job } : {}) };
}
