import { expect, it } from 'vitest';
import { compileTemplate } from '../../local/runner/expressions.ts';

const PLAIN = [
  '$a',
  '$a.b',
  '$a.b.c',
  "$a.b = 'x'",
  "$a.b != 'x'",
  "$a = ''",
  '$a.b = null',
  '$a.b != null',
  '$a != null',
];

const VALUES: [string, unknown][] = [
  ['a text', { b: 'x' }],
  ['another text', { b: 'y' }],
  ['null', { b: null }],
  ['null itself', null],
  ['a number', { b: 0 }],
  ['a truth value', { b: false }],
  ['an object', { b: { c: 'deep' } }],
  ['a list of one', { b: ['x'] }],
  ['an empty list', { b: [] }],
  ['a list on the way', [{ b: 'x' }]],
  ['a list of more on the way', [{ b: 'x' }, { b: 'y' }]],
  ['an empty text', ''],
  ['nothing', undefined],
  ['nothing further on', {}],
];

it.each(VALUES)('answers a plain expression as JSONata itself would where it finds %s', async (_, a) => {
  const answer = async (source: string) => {
    const value = () => compileTemplate(`{% ${source} %}`, 'Condition').evaluate({ variables: { a }, functions: {} });
    try {
      return await value();
    } catch (reason) {
      return `refused: ${(reason as Error).message.replace(`'${source}'`, '').replace(/^.*?field/, 'field')}`;
    }
  };

  for (const plain of PLAIN) {
    // In brackets it is no longer of the plain form.
    expect([plain, await answer(plain)]).toEqual([plain, await answer(`(${plain})`)]);
  }
});
