import { compileTemplate, type Template } from './expressions.ts';
import type { TaskKind } from './history.ts';
import type { Json } from './json.ts';

/** A definition the runner refuses: what is wrong, and where. */
export class MachineRefused extends Error {
  override name = 'MachineRefused';
}

/** A scope of states: the whole machine, or one branch of a Parallel. */
export interface Scope {
  startAt: string;
  states: Map<string, State>;
}

/** A machine ready to run. */
export interface Machine extends Scope {
  timeoutSeconds: number | undefined;
}

/** Where a state goes: to another by name, or `undefined` when its scope ends there. */
export type Transition = string | undefined;

/** A field with its text, so that a result of the wrong type can be reported with it. */
export interface Field extends Template {
  location: string;
  source: string;
}

/** One entry of a Retry: how often, and how long between. */
export interface Retrier {
  errorEquals: string[];
  intervalSeconds: number;
  backoffRate: number;
  maxAttempts: number;
  maxDelaySeconds: number | undefined;
  hasFullJitter: boolean;
}

/** One entry of a Catch: where the state goes for these errors. */
export interface Catcher extends Outcome {
  errorEquals: string[];
}

/** What a state, a choice rule or a catcher does on leaving. */
export interface Outcome {
  output: Template | undefined;
  assign: [variable: string, value: Template][] | undefined;
  next: Transition;
}

interface Handling {
  retry: Retrier[];
  catch: Catcher[];
}

interface Named {
  name: string;
}

/** Asks a function, and with a token waits until somebody answers. */
export type TaskState = Named &
  Outcome &
  Handling & {
    type: 'Task';
    /** As events name what it asks. */
    integration: TaskKind;
    waitsForToken: boolean;
    arguments: Template | undefined;
    timeoutSeconds: Field | undefined;
    heartbeatSeconds: Field | undefined;
  };
/** Runs every branch, and goes on when all have ended or one has failed. */
export type ParallelState = Named &
  Outcome &
  Handling & { type: 'Parallel'; arguments: Template | undefined; branches: Scope[] };
/** Goes by the first rule that holds. */
export type ChoiceState = Named & {
  type: 'Choice';
  rules: (Outcome & { condition: Field })[];
  otherwise: Outcome | undefined;
};
/** Waits for an instant or a number of seconds: it has exactly one of the two. */
export type WaitState = Named & Outcome & { type: 'Wait'; seconds: Field | undefined; timestamp: Field | undefined };
/** Goes on at once. */
export type PassState = Named & Outcome & { type: 'Pass' };
/** Ends its scope. */
export type SucceedState = Named & Outcome & { type: 'Succeed' };
/** Fails its scope. */
export type FailState = Named & { type: 'Fail'; error: Field | undefined; cause: Field | undefined };

/** A state of any type, compiled. */
export type State = TaskState | ParallelState | ChoiceState | WaitState | PassState | SucceedState | FailState;

type Fields = { [member: string]: Json };

const COMMON = ['Type', 'Comment', 'QueryLanguage'];
const MOVES_ON = ['Next', 'End', 'Output', 'Assign'];

/** The promised vocabulary (ADR 003): anything else is refused when the machine is loaded. */
const FIELDS: Record<State['type'], string[]> = {
  Task: [...COMMON, ...MOVES_ON, 'Resource', 'Arguments', 'Retry', 'Catch', 'TimeoutSeconds', 'HeartbeatSeconds'],
  Parallel: [...COMMON, ...MOVES_ON, 'Branches', 'Arguments', 'Retry', 'Catch'],
  Choice: [...COMMON, 'Choices', 'Default', 'Output', 'Assign'],
  Wait: [...COMMON, ...MOVES_ON, 'Seconds', 'Timestamp'],
  Pass: [...COMMON, ...MOVES_ON],
  Succeed: [...COMMON, 'Output'],
  Fail: [...COMMON, 'Error', 'Cause'],
};

const RESOURCE = /^arn:aws[a-z-]*:states:::(lambda):(invoke(\.waitForTaskToken)?)$/;

/** Amazon States Language: a state's name has at most 80 characters. */
const LONGEST_STATE_NAME = 80;

/**
 * Reads an Amazon States Language definition in the promised vocabulary. Expressions are compiled once, here.
 * Throws `MachineRefused` naming the state, the field and the reason.
 */
export function loadMachine(definition: unknown): Machine {
  const fields = object(definition, 'the definition');
  only(fields, ['Comment', 'QueryLanguage', 'StartAt', 'States', 'TimeoutSeconds', 'Version'], 'the definition');
  if (fields['Version'] !== undefined && fields['Version'] !== '1.0') refuse('the definition: Version is not 1.0');
  return {
    ...loadScope(fields, fields['QueryLanguage'], new Set(), 'the definition'),
    timeoutSeconds: wholeNumber(fields['TimeoutSeconds'], 1, 'the definition: TimeoutSeconds'),
  };
}

function loadScope(fields: Fields, language: Json | undefined, names: Set<string>, where: string): Scope {
  const states = object(fields['States'], `${where}: States`);
  const startAt = text(fields['StartAt'], `${where}: StartAt`);
  const loaded = new Map<string, State>();
  for (const [name, state] of Object.entries(states)) {
    if (names.has(name)) refuse(`${name}: another state of this machine has the same name`);
    if (name.length > LONGEST_STATE_NAME)
      refuse(`${name}: a state's name has at most ${LONGEST_STATE_NAME} characters`);
    names.add(name);
    loaded.set(name, loadState(name, object(state, name), language, names));
  }
  if (!loaded.has(startAt)) refuse(`${where}: StartAt names ${startAt}, which is not one of its states`);
  for (const state of loaded.values()) {
    for (const target of targets(state)) {
      if (!loaded.has(target)) refuse(`${state.name}: goes to ${target}, which is not a state of the same scope`);
    }
  }
  return { startAt, states: loaded };
}

function targets(state: State): string[] {
  const outcomes: Outcome[] =
    state.type === 'Choice'
      ? [...state.rules, ...(state.otherwise ? [state.otherwise] : [])]
      : state.type === 'Fail'
        ? []
        : [state, ...('catch' in state ? state.catch : [])];
  return outcomes.flatMap((outcome) => (outcome.next === undefined ? [] : [outcome.next]));
}

function loadState(name: string, fields: Fields, inherited: Json | undefined, names: Set<string>): State {
  const type = fields['Type'];
  if (typeof type !== 'string' || !Object.hasOwn(FIELDS, type)) {
    refuse(`${name}: Type ${JSON.stringify(type)} is not one of ${Object.keys(FIELDS).join(', ')}`);
  }
  const language = fields['QueryLanguage'] ?? inherited;
  if (language !== 'JSONata') {
    refuse(`${name}: the query language is ${language ?? 'JSONPath'}, and the runner speaks JSONata only`);
  }
  only(fields, FIELDS[type as State['type']], name);
  switch (type as State['type']) {
    case 'Task':
      return loadTask(name, fields);
    case 'Parallel': {
      const branches = list(fields['Branches'], `${name}: Branches`).map((branch, index) => {
        const where = `${name}: Branches[${index}]`;
        const scope = object(branch, where);
        only(scope, ['StartAt', 'States', 'Comment', 'QueryLanguage'], where);
        return loadScope(scope, scope['QueryLanguage'] ?? language, names, where);
      });
      if (branches.length === 0) refuse(`${name}: Branches is empty`);
      return {
        type: 'Parallel',
        name,
        ...movesOn(name, fields),
        ...handling(name, fields),
        arguments: template(fields, 'Arguments', name),
        branches,
      };
    }
    case 'Choice':
      return loadChoice(name, fields);
    case 'Wait': {
      const seconds = field(fields, 'Seconds', name);
      const timestamp = field(fields, 'Timestamp', name);
      if ((seconds === undefined) === (timestamp === undefined))
        refuse(`${name}: a Wait has either Seconds or Timestamp`);
      return { type: 'Wait', name, ...movesOn(name, fields), seconds, timestamp };
    }
    case 'Pass':
      return { type: 'Pass', name, ...movesOn(name, fields) };
    case 'Succeed':
      return { type: 'Succeed', name, output: template(fields, 'Output', name), assign: undefined, next: undefined };
    case 'Fail':
      return { type: 'Fail', name, error: field(fields, 'Error', name), cause: field(fields, 'Cause', name) };
  }
}

function loadTask(name: string, fields: Fields): TaskState {
  const resource = text(fields['Resource'], `${name}: Resource`);
  const [, resourceType, integrated, waiting] = RESOURCE.exec(resource) ?? [];
  if (!resourceType || !integrated) {
    refuse(`${name}: Resource ${resource} is not arn:aws:states:::lambda:invoke, with or without .waitForTaskToken`);
  }
  return {
    type: 'Task',
    name,
    ...movesOn(name, fields),
    ...handling(name, fields),
    integration: { resource: integrated, resourceType },
    waitsForToken: waiting !== undefined,
    arguments: template(fields, 'Arguments', name),
    timeoutSeconds: field(fields, 'TimeoutSeconds', name),
    heartbeatSeconds: field(fields, 'HeartbeatSeconds', name),
  };
}

function loadChoice(name: string, fields: Fields): ChoiceState {
  const rules = list(fields['Choices'], `${name}: Choices`).map((entry, index) => {
    const where = `Choices[${index}]`;
    const rule = object(entry, `${name}: ${where}`);
    only(rule, ['Condition', 'Next', 'Output', 'Assign', 'Comment'], `${name}: ${where}`);
    const condition = rule['Condition'];
    if (condition === undefined) refuse(`${name}: ${where} has no Condition`);
    return {
      condition: asField(condition, `${where}/Condition`, name),
      ...leaving(rule, name, `${where}/`),
      next: text(rule['Next'], `${name}: ${where}: Next`),
    };
  });
  if (rules.length === 0) refuse(`${name}: Choices is empty`);
  const otherwise = fields['Default'];
  return {
    type: 'Choice',
    name,
    rules,
    otherwise:
      otherwise === undefined ? undefined : { ...leaving(fields, name, ''), next: text(otherwise, `${name}: Default`) },
  };
}

function movesOn(name: string, fields: Fields): Outcome {
  const { Next: next, End: end } = fields;
  if (end !== undefined && typeof end !== 'boolean') refuse(`${name}: End is true or absent`);
  if ((next === undefined) === (end !== true)) refuse(`${name}: a state has either Next or "End": true`);
  return { ...leaving(fields, name, ''), next: next === undefined ? undefined : text(next, `${name}: Next`) };
}

function leaving(fields: Fields, name: string, prefix: string): Omit<Outcome, 'next'> {
  const assign = fields['Assign'];
  return {
    output: template(fields, 'Output', name, prefix),
    assign:
      assign === undefined
        ? undefined
        : Object.entries(object(assign, `${name}: ${prefix}Assign`)).map(([variable, value]) => {
            if (variable === 'states' || !/^[\p{L}_][\p{L}\p{N}_]*$/u.test(variable)) {
              refuse(`${name}: ${prefix}Assign: ${variable} cannot be a variable's name`);
            }
            return [variable, compile(value, `${prefix}Assign/${variable}`, name)];
          }),
  };
}

function handling(name: string, fields: Fields): Handling {
  const retriers = fields['Retry'] === undefined ? [] : list(fields['Retry'], `${name}: Retry`);
  const catchers = fields['Catch'] === undefined ? [] : list(fields['Catch'], `${name}: Catch`);
  return {
    retry: retriers.map((entry, index) => {
      const where = `${name}: Retry[${index}]`;
      const retrier = object(entry, where);
      only(
        retrier,
        [
          'ErrorEquals',
          'IntervalSeconds',
          'BackoffRate',
          'MaxAttempts',
          'MaxDelaySeconds',
          'JitterStrategy',
          'Comment',
        ],
        where,
      );
      const rate = retrier['BackoffRate'] ?? 2;
      if (typeof rate !== 'number' || rate < 1) refuse(`${where}: BackoffRate is a number of at least 1`);
      const jitter = retrier['JitterStrategy'] ?? 'NONE';
      if (jitter !== 'NONE' && jitter !== 'FULL') refuse(`${where}: JitterStrategy is NONE or FULL`);
      return {
        errorEquals: errorNames(retrier, where, index === retriers.length - 1),
        // Defaults: Amazon States Language, "Retrying after error".
        intervalSeconds: wholeNumber(retrier['IntervalSeconds'], 0, `${where}: IntervalSeconds`) ?? 1,
        backoffRate: rate,
        maxAttempts: wholeNumber(retrier['MaxAttempts'], 0, `${where}: MaxAttempts`) ?? 3,
        maxDelaySeconds: wholeNumber(retrier['MaxDelaySeconds'], 1, `${where}: MaxDelaySeconds`),
        hasFullJitter: jitter === 'FULL',
      };
    }),
    catch: catchers.map((entry, index) => {
      const where = `${name}: Catch[${index}]`;
      const catcher = object(entry, where);
      only(catcher, ['ErrorEquals', 'Next', 'Output', 'Assign', 'Comment'], where);
      return {
        errorEquals: errorNames(catcher, where, index === catchers.length - 1),
        ...leaving(catcher, name, `Catch[${index}]/`),
        next: text(catcher['Next'], `${where}: Next`),
      };
    }),
  };
}

function errorNames(fields: Fields, where: string, isLast: boolean): string[] {
  const names = list(fields['ErrorEquals'], `${where}: ErrorEquals`).map((name) => text(name, `${where}: ErrorEquals`));
  if (names.length === 0) refuse(`${where}: ErrorEquals is empty`);
  if (names.includes('States.ALL') && (names.length > 1 || !isLast)) {
    refuse(`${where}: States.ALL stands alone, in the last entry`);
  }
  return names;
}

function template(fields: Fields, member: string, name: string, prefix = ''): Template | undefined {
  const value = fields[member];
  return value === undefined ? undefined : compile(value, `${prefix}${member}`, name);
}

function field(fields: Fields, member: string, name: string): Field | undefined {
  const value = fields[member];
  return value === undefined ? undefined : asField(value, member, name);
}

function asField(value: Json, location: string, name: string): Field {
  const { evaluate } = compile(value, location, name);
  const source = typeof value === 'string' ? value.replace(/^\{%\s*|\s*%\}$/g, '') : JSON.stringify(value);
  return { location, source, evaluate };
}

function compile(value: Json, location: string, name: string): Template {
  try {
    return compileTemplate(value, location);
  } catch (error) {
    refuse(`${name}: ${(error as Error).message}`);
  }
}

function only(fields: Fields, allowed: string[], where: string) {
  for (const member of Object.keys(fields)) {
    if (!allowed.includes(member)) refuse(`${where}: ${member} is not in the vocabulary (${allowed.join(', ')})`);
  }
}

function object(value: unknown, where: string): Fields {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) refuse(`${where} is not an object`);
  return value as Fields;
}

function list(value: Json | undefined, where: string): Json[] {
  if (!Array.isArray(value)) refuse(`${where} is not a list`);
  return value;
}

function text(value: Json | undefined, where: string): string {
  if (typeof value !== 'string') refuse(`${where} is not a text`);
  return value;
}

function wholeNumber(value: Json | undefined, least: number, where: string): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least) {
    refuse(`${where} is not a whole number of at least ${least}`);
  }
  return value;
}

function refuse(reason: string): never {
  throw new MachineRefused(reason);
}
