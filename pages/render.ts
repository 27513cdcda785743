import type { Content } from './components/index.ts';

/**
 * A whole page as the text that is sent.
 *
 * Throws when a component in it is asynchronous: pages are made from facts already in hand and wait for nothing.
 */
export const render = (page: NonNullable<Content>): string => {
  const html: unknown = page.toString();
  if (typeof html !== 'string')
    throw new Error('A page has an asynchronous component in it: fetch its facts before rendering');
  return `<!doctype html>${html}`;
};
