import { createHash, randomUUID } from 'node:crypto';
import jsonata from 'jsonata';
import type { Json } from './json.ts';

/** An expression could not be evaluated to a JSON value. The message is the second half of the service's cause. */
export class ExpressionFailed extends Error {
  override name = 'ExpressionFailed';
  readonly location: string;
  constructor(location: string, message: string) {
    super(message);
    this.location = location;
  }
}

/** Values by the names an expression reads them by, without their `$`. */
export type Bindings = Record<string, unknown>;

/** What an expression may read: `states` and the variables in scope, and the functions below, which a variable may hide. */
export interface Readable {
  variables: Bindings;
  functions: Bindings;
}

/** A field of a machine that may hold expressions, ready to be evaluated. `location` names the field in errors. */
export interface Template {
  evaluate(readable: Readable): Promise<Json> | Json;
}

/** A single expression with its text, for fields that must be one. */
interface Expression extends Template {
  source: string;
}

const compiled = new Map<string, jsonata.Expression>();

/**
 * Compiles a field: literals stay as they are, every text of the form `{% … %}`, at any depth, is a JSONata expression.
 * Throws `Error` with the reason when an expression does not parse or calls `$eval`, which the service does not have.
 */
export function compileTemplate(field: Json, location: string): Template {
  if (typeof field === 'string') {
    const source = expressionIn(field);
    return source === undefined ? { evaluate: () => field } : compileExpression(source, location);
  }
  if (!hasExpression(field)) return { evaluate: () => field };
  if (Array.isArray(field)) {
    const elements = field.map((element, index) => compileTemplate(element, `${location}[${index}]`));
    return { evaluate: async (readable) => await Promise.all(elements.map((element) => element.evaluate(readable))) };
  }
  const members = Object.entries(field as { [member: string]: Json }).map(
    ([member, value]) => [member, compileTemplate(value, `${location}/${member}`)] as const,
  );
  return {
    async evaluate(readable) {
      const result: { [member: string]: Json } = {};
      for (const [member, template] of members) result[member] = await template.evaluate(readable);
      return result;
    },
  };
}

function expressionIn(text: string): string | undefined {
  return text.startsWith('{%') && text.endsWith('%}') && text.length >= 4 ? text.slice(2, -2).trim() : undefined;
}

function hasExpression(field: Json): boolean {
  if (typeof field === 'string') return expressionIn(field) !== undefined;
  if (field === null || typeof field !== 'object') return false;
  return Object.values(field).some(hasExpression);
}

function compileExpression(source: string, location: string): Expression {
  const quickly = withoutJsonata(source);
  const expression = compiled.get(source) ?? parse(source, location);
  compiled.set(source, expression);
  return {
    source,
    evaluate(readable) {
      const quick = quickly?.(readable.variables);
      if (quick !== undefined) return quick;
      return slow(readable);
    },
  };

  async function slow({ functions, variables }: Readable): Promise<Json> {
    let result: unknown;
    try {
      // No input document: the service gives expressions nothing but variables.
      result = await expression.evaluate(undefined, { ...functions, ...variables });
    } catch (error) {
      const { code, message } = error as { code?: string; message?: string };
      throw new ExpressionFailed(
        location,
        `${specified(source, location)} threw an error during evaluation. ${code ? `${code}: ` : ''}${message}`,
      );
    }
    if (result === undefined) {
      throw new ExpressionFailed(location, `${specified(source, location)} returned nothing (undefined).`);
    }
    return plain(result, () => {
      throw new ExpressionFailed(location, `${specified(source, location)} returned an unsupported result type.`);
    });
  }
}

function parse(source: string, location: string): jsonata.Expression {
  let expression: jsonata.Expression;
  try {
    expression = jsonata(source);
  } catch (error) {
    throw new Error(`${location}: the JSONata expression does not parse: ${(error as { message?: string }).message}`);
  }
  if (callsEval(expression.ast())) {
    throw new Error(`${location}: $eval is not available in Step Functions; use $parse for JSON texts`);
  }
  return expression;
}

function callsEval(node: unknown): boolean {
  if (node === null || typeof node !== 'object') return false;
  const { type, value } = node as { type?: unknown; value?: unknown };
  if (type === 'variable' && value === 'eval') return true;
  return Object.values(node).some(callsEval);
}

function specified(source: string, location: string): string {
  return `The JSONata expression '${source}' specified for the field '${location}'`;
}

/** The cause for a result of the wrong type, as the service words it. */
export function unexpectedType(source: string, location: string, expected: string, value: Json): string {
  return `${specified(source, location)} returned an unexpected result type. Expected '${expected}', but was '${typeName(value)}' for value: ${JSON.stringify(value)}`;
}

function typeName(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** `$a` or `$a.b.c`, alone or compared with a text or with null. */
const PLAIN = /^\$([A-Za-z]\w*(?:\.[A-Za-z]\w*)*)(?:\s*(!?=)\s*(?:null|'([^'\\]*)'))?$/;

/**
 * Nearly every expression of a machine, answered with what JSONata would answer at a tenth of its cost; undefined leaves it to
 * JSONata, as when an array is on the way. Undefined for an expression of another form.
 */
function withoutJsonata(source: string): ((variables: Bindings) => Json | undefined) | undefined {
  const [, path, operator, text = null] = PLAIN.exec(source) ?? [];
  if (path === undefined) return undefined;
  const members = path.split('.');
  if (operator === undefined) return (variables) => followed(members, variables);
  return (variables) => {
    const value = followed(members, variables);
    return value === undefined ? undefined : (value === text) === (operator === '=');
  };
}

function followed(path: string[], variables: Bindings): Json | undefined {
  let value: unknown = variables;
  for (const member of path) {
    if (value === null || typeof value !== 'object' || Array.isArray(value) || !Object.hasOwn(value, member)) {
      return undefined;
    }
    value = (value as Record<string, unknown>)[member];
  }
  // Arrays keep JSONata's own rules on sequences; functions and undefined its own errors.
  return Array.isArray(value) || typeof value === 'function' ? undefined : (value as Json | undefined);
}

function plain(value: unknown, refuse: () => never): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : refuse();
  if (Array.isArray(value))
    return Array.from(value, (element) => (element === undefined ? null : plain(element, refuse)));
  if (typeof value !== 'object' || '_jsonata_lambda' in value || '_jsonata_function' in value) return refuse();
  const result: { [member: string]: Json } = {};
  for (const [member, inner] of Object.entries(value)) {
    if (inner !== undefined) result[member] = plain(inner, refuse);
  }
  return result;
}

const HASH_NAMES: Record<string, string> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

const formatMillis = jsonata('$fromMillis($at, $picture, $zone)');
const formatMillisPlainly = jsonata('$fromMillis($at)');

/**
 * The functions Step Functions adds to JSONata, and those of JSONata that must not look at the world: the time is the
 * runner's clock, chance is the runner's generator. One object serves every expression evaluated at that instant.
 */
export function serviceFunctions(nowMs: () => number, random: () => number): Bindings {
  return {
    eval: undefined,
    now: (picture?: string, zone?: string) =>
      picture === undefined
        ? formatMillisPlainly.evaluate(undefined, { at: nowMs() })
        : formatMillis.evaluate(undefined, { at: nowMs(), picture, zone }),
    millis: () => nowMs(),
    random: (seed?: number) => (seed === undefined ? random() : seededRandom(seed)()),
    uuid: () => randomUUIDFrom(random),
    partition(array: unknown, size: unknown) {
      if (array === undefined) return undefined;
      if (!Array.isArray(array)) throw new Error('$partition takes an array and a size');
      const step = wholeNumber(size, '$partition');
      if (step < 1) throw new Error('$partition takes a size of at least 1');
      const chunks: unknown[] = [];
      for (let at = 0; at < array.length; at += step) chunks.push(array.slice(at, at + step));
      return chunks;
    },
    range(first: unknown, last: unknown, step: unknown) {
      if (first === undefined || last === undefined) return undefined;
      const [from, to, by] = [wholeNumber(first, '$range'), wholeNumber(last, '$range'), wholeNumber(step, '$range')];
      if (by === 0) throw new Error('$range takes a step that is not 0');
      const count = Math.max(0, Math.floor((to - from) / by) + 1);
      if (count > 1000) throw new Error('$range gives at most 1,000 numbers');
      const numbers = Array.from({ length: count }, (_, index) => from + index * by);
      // Recorded: the service answers a JSONata sequence here, so that one number alone comes out bare.
      return Object.assign(numbers, { sequence: true });
    },
    hash(text: unknown, algorithm: string) {
      if (text === undefined) return undefined;
      const name = HASH_NAMES[algorithm];
      if (!name) throw new Error(`$hash knows ${Object.keys(HASH_NAMES).join(', ')}`);
      return createHash(name)
        .update(typeof text === 'string' ? text : JSON.stringify(text))
        .digest('hex');
    },
    parse(text: unknown) {
      if (text === undefined) return undefined;
      if (typeof text !== 'string') throw new Error('$parse takes a JSON text');
      return JSON.parse(text);
    },
  };
}

function wholeNumber(value: unknown, caller: string): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) throw new Error(`${caller} takes whole numbers`);
  return value;
}

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = Math.trunc(seed) ^ Math.trunc((seed % 1) * 2 ** 32);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function randomUUIDFrom(random: () => number): string {
  if (random === Math.random) return randomUUID();
  const digits = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16));
  digits[12] = '4';
  digits[16] = '89ab'[Math.floor(random() * 4)]!;
  const text = digits.join('');
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`;
}
