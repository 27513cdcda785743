import type { InboundHead, Verdict } from './inbound.ts';

/**
 * What our own mail server found out about a message's sender, as it wrote in the message's `Authentication-Results`
 * (RFC 8601). Only the topmost such header counts and only under our server's name: anybody can write one further down.
 */
export interface AuthenticationResults {
  spf: Verdict;
  dkim: Verdict;
  dmarc: Verdict;
  /** The signature that passed is by exactly the From address's own domain. */
  dkimAligned: boolean;
}

/** Nobody we trust looked at it: not a failure of the sender, and no proof either. */
const NOBODY_LOOKED: AuthenticationResults = {
  spf: 'PROCESSING_FAILED',
  dkim: 'PROCESSING_FAILED',
  dmarc: 'PROCESSING_FAILED',
  dkimAligned: false,
};

/** Reads the results that the server named `authservId` wrote at the top of this message. */
export function readAuthenticationResults(
  head: Pick<InboundHead, 'headers' | 'from'>,
  authservId: string,
): AuthenticationResults {
  const topmost = head.headers.find(({ name }) => name === 'authentication-results')?.value;
  const [server = '', ...results] = (topmost === undefined ? '' : withoutComments(topmost))
    .split(';')
    .map((part) => part.trim());
  // A version may follow the name: "mx.agency.example 1".
  if (server.split(/\s+/)[0]?.toLowerCase() !== authservId.toLowerCase() || authservId === '') return NOBODY_LOOKED;

  const of = (method: string) => results.filter((result) => new RegExp(`^${method}\\s*=`, 'i').test(result));
  const signatures = of('dkim');
  const fromDomain = head.from?.email.split('@').at(-1) ?? '';
  return {
    spf: verdictOf(of('spf')),
    dkim: verdictOf(signatures),
    dmarc: verdictOf(of('dmarc')),
    dkimAligned: signatures.some(
      (result) => verdictOf([result]) === 'PASS' && isAligned(signingDomain(result), fromDomain),
    ),
  };
}

/** A message may carry several signatures: one that passes is enough. */
function verdictOf(results: readonly string[]): Verdict {
  const words = results.map((result) => /^\w+\s*=\s*([a-z]+)/i.exec(result)?.[1]?.toLowerCase());
  if (words.includes('pass')) return 'PASS';
  if (words.some((word) => word === 'fail' || word === 'softfail' || word === 'policy')) return 'FAIL';
  if (words.some((word) => word === 'temperror' || word === 'permerror')) return 'PROCESSING_FAILED';
  return 'GRAY';
}

function signingDomain(result: string): string {
  return (
    (/\bheader\.d\s*=\s*"?([a-z0-9.-]+)/i.exec(result) ??
      /\bheader\.i\s*=\s*"?[^@\s]*@([a-z0-9.-]+)/i.exec(result))?.[1]?.toLowerCase() ?? ''
  );
}

/** Strict alignment (RFC 7489 §3.1.1): without a list of public suffixes anything looser would let `nhs.uk` vouch for every trust. */
function isAligned(signing: string, from: string): boolean {
  return signing !== '' && signing === from.toLowerCase();
}

/** Comments in brackets may hold semicolons and words such as "dmarc=pass". Linear, nesting included. */
function withoutComments(value: string): string {
  let depth = 0;
  let kept = '';
  for (const character of value) {
    if (character === '(') depth += 1;
    else if (character === ')') depth = Math.max(0, depth - 1);
    else if (depth === 0) kept += character;
  }
  return kept;
}
