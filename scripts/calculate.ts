import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Temporal } from 'temporal-polyfill';
import { parse, YAMLParseError } from 'yaml';
import builtIn from '../escalation/bank-holidays.json' with { type: 'json' };
import { type CalculatedStage, type Calculation, calculate } from '../escalation/calculator.ts';
import { type Policy, PolicyRefused, policyVersionId, requirePolicy } from '../escalation/policy.ts';
import { dayInWords, momentInWords } from '../escalation/spoken-time.ts';
import {
  BeyondCalendar,
  bankHolidaysSchema,
  calendarFrom,
  type Division,
  divisions,
  londonTime,
} from '../escalation/working-days.ts';
import { calculatedInWords, DIVISION_NAMES } from '../pages/calculator/sentences.ts';
import { policyVersions } from '../policies/all.ts';
import { mistakeInWords } from './file-mistakes.ts';

// The deadline calculator at the command line (BEY-15): every stage's deadline if nobody answers, and why.
//
//   npm run calculate -- --policy bcssp --arose 2026-12-23
//
// Ends with 0, or with 2 and a sentence about what to do when an argument cannot be used.

const USAGE = `How to use it:

  npm run calculate -- --policy bcssp --arose 2026-12-23

  --policy      a policy (bcssp), one version of it (bcssp-v5), or a policy file that you are writing (draft.yaml)
  --arose       the first day on which any worker had the concern
  --raised      when it is raised, London time: a day, or a day and a time (2026-12-29T14:30); the day it arose if not given
  --talked      the two sides have already talked without agreeing
  --safe-by     a day and time by which it must be settled to protect somebody (2026-12-24T12:00)
  --target      your partnership's own working days for a stage to which the policy gives none: STAGE=DAYS; may be repeated
  --division    whose bank holidays: ${divisions.join(', ')}
  --closes      when a working day ends, London time (17:00)`;

/** An argument cannot be used. The message says what is wrong and what to do. */
class ArgumentRefused extends Error {
  override name = 'ArgumentRefused';
}

/** The command: prints a whole calculation, or complains of what cannot be used; answers the exit code. */
export function calculateCommand(
  args: string[],
  print: (text: string) => void,
  complain: (text: string) => void,
): 0 | 2 {
  try {
    print(calculated(args));
    return 0;
  } catch (error) {
    if (!(error instanceof ArgumentRefused || error instanceof PolicyRefused || error instanceof BeyondCalendar)) {
      throw error;
    }
    complain(error.message);
    return 2;
  }
}

function calculated(args: string[]): string {
  const given = read(args);
  if (given.help) return USAGE;
  const policy = policyNamed(required(given.policy, '--policy', 'bcssp'));
  const aroseOn = dayFrom(required(given.arose, '--arose', '2026-12-23'), '--arose');
  const raisedAt = given.raised === undefined ? undefined : momentFrom(given.raised, '--raised');
  const protectiveAt = given['safe-by'] === undefined ? undefined : momentFrom(given['safe-by'], '--safe-by');
  const calendar = calendarOf(given.division, given.closes);

  if (raisedAt && Temporal.Instant.compare(raisedAt, londonTime(aroseOn, '00:00')) < 0) {
    throw new ArgumentRefused('--raised is before --arose: nothing is raised before the day it arose. Correct one.');
  }
  const from = raisedAt ?? londonTime(aroseOn, '00:00');
  if (protectiveAt && Temporal.Instant.compare(protectiveAt, from) <= 0) {
    throw new ArgumentRefused('--safe-by is not after it is raised: give a day and time that is still to come then.');
  }
  const localTargets = targetsFrom(policy, given.target ?? []);
  const facts = { policy, calendar, aroseOn, raisedAt, protectiveAt, localTargets, hasTalked: given.talked };
  return inWords(
    policy,
    calculate(facts),
    `${DIVISION_NAMES[calendar.division]}, each closing at ${calendar.closeOfDay}`,
  );
}

function read(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        policy: { type: 'string' },
        arose: { type: 'string' },
        raised: { type: 'string' },
        talked: { type: 'boolean' },
        'safe-by': { type: 'string' },
        target: { type: 'string', multiple: true },
        division: { type: 'string' },
        closes: { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    // Node's own words name the argument; the usage says what there is instead.
    throw new ArgumentRefused(`${(error as Error).message.split('. ')[0]}.\n\n${USAGE}`);
  }
}

function required(value: string | undefined, name: string, example: string): string {
  if (value === undefined) throw new ArgumentRefused(`${name} is missing: add it, like ${name} ${example}\n\n${USAGE}`);
  return value;
}

/** By its file while it is being written, by its version, or by its name alone, which means its newest version. */
function policyNamed(name: string): Policy {
  if (/\.ya?ml$/.test(name)) return policyInFile(name);
  const known = Object.keys(policyVersions).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const found = known.findLast((id) => id === name || requirePolicy(policyVersions[id], id).id === name);
  if (!found)
    throw new ArgumentRefused(`--policy: there is no policy "${name}". Those there are: ${known.join(', ')}.`);
  return requirePolicy(policyVersions[found], `policies/${found}.json`);
}

function policyInFile(file: string): Policy {
  if (!existsSync(file)) throw new ArgumentRefused(`--policy: there is no file ${file}. Look at its name and folder.`);
  try {
    return requirePolicy(parse(readFileSync(file, 'utf8')), file, mistakeInWords);
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    throw new ArgumentRefused(`${file}: line ${error.linePos?.[0].line ?? '?'}: ${error.message.split('\n')[0]}`);
  }
}

function dayFrom(text: string, name: string): Temporal.PlainDate {
  try {
    if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return Temporal.PlainDate.from(text, { overflow: 'reject' });
  } catch {
    // A day that is in no month, such as 30 February: said below.
  }
  throw new ArgumentRefused(`${name}: "${text}" is not a day: write the year, month and day, like 2026-12-23.`);
}

/** A day alone is the start of its working day. */
function momentFrom(text: string, name: string): Temporal.Instant {
  const [, day, time = '09:00'] = /^(.{10})(?:[T ](\d{2}:\d{2}))?$/.exec(text) ?? [];
  if (!day || !/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) {
    throw new ArgumentRefused(
      `${name}: "${text}" is not a day and time: write it like 2026-12-23 or 2026-12-23T14:30 (London time).`,
    );
  }
  return londonTime(dayFrom(day, name), time);
}

function calendarOf(division = 'england-and-wales', closeOfDay = '17:00') {
  if (!divisions.includes(division as Division)) {
    throw new ArgumentRefused(
      `--division: there is no "${division}". The divisions of the United Kingdom that GOV.UK lists: ${divisions.join(', ')}.`,
    );
  }
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(closeOfDay)) {
    throw new ArgumentRefused(`--closes: "${closeOfDay}" is not a time of day: write it like 17:00.`);
  }
  return calendarFrom(bankHolidaysSchema.parse(builtIn), { division: division as Division, closeOfDay });
}

function targetsFrom(policy: Policy, texts: string[]): Record<string, number> {
  const numberless = policy.stages.slice(0, -1).filter((stage) => !stage.deadline);
  return Object.fromEntries(
    texts.map((text) => {
      const [, id, days] = /^([^=]+)=([1-9]\d{0,2})$/.exec(text) ?? [];
      if (!id) {
        throw new ArgumentRefused(
          `--target: "${text}" is not a stage and a number of working days: write it like 3=5.`,
        );
      }
      if (!numberless.some((stage) => stage.id === id)) {
        const which = numberless.map((stage) => stage.id).join(', ') || 'there is none in this policy';
        throw new ArgumentRefused(
          `--target: stage "${id}" cannot have a target. Only a stage to which the policy gives no number can: ${which}.`,
        );
      }
      return [id, Number(days)];
    }),
  );
}

function inWords(policy: Policy, result: Calculation, workingDays: string): string {
  return [
    `${policy.title}, ${policy.board} (${policyVersionId(policy)})`,
    `It arose on ${dayInWords(result.aroseOn)} and is raised at ${momentInWords(result.raisedAt)}.`,
    `Working days are those of ${workingDays}. This is what happens if nobody answers.`,
    ...result.stages.map((stage) => stageInWords(policy, stage)),
    '',
  ].join('\n\n');
}

function stageInWords(policy: Policy, stage: CalculatedStage): string {
  const said = calculatedInWords(policy, stage);
  const lines = [
    ...said.notOpened,
    ...(said.opens ? [`Opens: ${said.opens}.`, `Deadline: ${said.deadline ?? 'none'}`] : []),
    ...said.why,
    ...(said.ourChoice ? [`Our choice, where the policy leaves it open: ${said.ourChoice}.`] : []),
    ...(said.days.length > 0
      ? [`Day by day: ${said.days.map(({ on, counts }) => `${on}, ${counts}`).join('; ')}.`]
      : []),
    ...said.later.map((clock) => `Also running, and later: ${clock}.`),
  ];
  return [`${said.name} (${said.clause})`, ...lines.map((line) => `  ${line}`)].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = calculateCommand(process.argv.slice(2), console.log, console.error);
}
