import { expect, it } from 'vitest';
import { loadMachine } from '../../local/runner/machine.ts';
import { machine, task } from './runner-support.ts';

const pass = { Type: 'Pass', End: true };
const only = (state: Record<string, unknown>) => machine('A', { A: state });

it.each([
  ['a type beyond the vocabulary', only({ Type: 'Map', End: true }), 'A: Type "Map"'],
  ['a field of JSONPath', only({ ...pass, Parameters: {} }), 'A: Parameters is not in the vocabulary'],
  ['a misspelt field', only({ ...pass, Asign: {} }), 'A: Asign is not in the vocabulary'],
  ['JSONPath as the query language', { StartAt: 'A', States: { A: pass } }, 'the query language is JSONPath'],
  [
    'a state that goes back to JSONPath',
    only({ ...pass, QueryLanguage: 'JSONPath' }),
    'the query language is JSONPath',
  ],
  [
    'a resource that is not a function',
    only({ ...task('a'), Resource: 'arn:aws:states:::sqs:sendMessage' }),
    'A: Resource',
  ],
  ['a start that is not there', machine('B', { A: pass }), 'StartAt names B'],
  ['a next that is not there', only({ Type: 'Pass', Next: 'B' }), 'A: goes to B'],
  ['neither Next nor End', only({ Type: 'Pass' }), 'A: a state has either Next or "End": true'],
  ['both Next and End', only({ Type: 'Pass', Next: 'A', End: true }), 'A: a state has either'],
  ['a Wait for nothing', only({ Type: 'Wait', End: true }), 'A: a Wait has either Seconds or Timestamp'],
  [
    'an expression that does not parse',
    only({ ...pass, Output: '{% $states. %}' }),
    'A: Output: the JSONata expression',
  ],
  ['$eval', only({ ...pass, Output: { a: ["{% $eval('1') %}"] } }), 'A: Output/a[0]: $eval is not available'],
  [
    'States.ALL with company',
    only(task('a', { Retry: [{ ErrorEquals: ['States.ALL', 'X'] }], End: true })),
    'States.ALL stands alone',
  ],
  [
    'States.ALL before others',
    only(
      task('a', {
        Catch: [
          { ErrorEquals: ['States.ALL'], Next: 'A' },
          { ErrorEquals: ['X'], Next: 'A' },
        ],
        End: true,
      }),
    ),
    'States.ALL stands alone',
  ],
  [
    'a negative interval',
    only(task('a', { Retry: [{ ErrorEquals: ['X'], IntervalSeconds: -1 }], End: true })),
    'IntervalSeconds',
  ],
  ['the variable states', only({ ...pass, Assign: { states: 1 } }), "states cannot be a variable's name"],
  ['a Choice without rules', only({ Type: 'Choice', Choices: [] }), 'A: Choices is empty'],
  ['an old version', { ...(only(pass) as object), Version: '0.9' }, 'Version is not 1.0'],
  [
    'one name twice, even in a branch',
    only({ Type: 'Parallel', Branches: [{ StartAt: 'A', States: { A: pass } }], End: true }),
    'A: another state of this machine has the same name',
  ],
  ['a definition that is none', [], 'the definition is not an object'],
])('refuses %s, saying where', (_name, definition, reason) => {
  expect(() => loadMachine(definition)).toThrow(reason);
});

it('takes a machine in which every state speaks JSONata for itself', () => {
  expect(() =>
    loadMachine({ StartAt: 'A', States: { A: { ...pass, QueryLanguage: 'JSONata', Comment: 'alone' } } }),
  ).not.toThrow();
});
