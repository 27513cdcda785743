import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAuthenticationResults } from '../../escalation/authentication-results.ts';
import { classify, type InboundClass, route, trust, VERDICTS, type Verdicts } from '../../escalation/inbound.ts';
import { ALL_PASS, envelope } from '../fixtures/mail/fixture.ts';

/** A head with these header lines; `Subject`, `From`, `References` and the return path are read out of them as the parser does. */
function head(...lines: string[]) {
  const headers = lines.map((line) => {
    const [name = '', ...value] = line.split(':');
    return { name: name.toLowerCase(), value: value.join(':').trim() };
  });
  const said = (name: string) => headers.find((header) => header.name === name)?.value;
  return {
    envelope: envelope({ from: said('return-path') ?? 'sam@avonvale.example' }),
    from: { name: '', email: said('from') ?? 'sam@avonvale.example' },
    subject: said('subject') ?? '',
    references: said('in-reply-to') ? ['asked-1@common-ground.example'] : [],
    headers,
  };
}

describe('F6: what kind of message it is', () => {
  const NULL_PATH = 'Return-Path: <>';
  const ANSWERS = 'In-Reply-To: <asked-1@common-ground.example>';
  it.each<[InboundClass, string, string[]]>([
    ['own mail', 'our loop header', ['X-Common-Ground: 1', 'Auto-Submitted: auto-generated']],
    ['own mail', 'our loop header even on what calls itself a reply', ['X-Common-Ground: 1', ANSWERS]],
    [
      'bounce',
      'RFC 3464 report',
      [NULL_PATH, 'Content-Type: multipart/report; report-type=delivery-status; boundary=x'],
    ],
    [
      'bounce',
      'RFC 3464 report with quotes, from a person’s path',
      ['Content-Type: multipart/report; boundary=x; report-type="delivery-status"'],
    ],
    [
      'bounce',
      'Postfix',
      [NULL_PATH, 'From: mailer-daemon@mx.avonvale.example', 'Subject: Undelivered Mail Returned to Sender'],
    ],
    [
      'bounce',
      'Exim',
      ['X-Failed-Recipients: sam@avonvale.example', 'Subject: Mail delivery failed: returning message to sender'],
    ],
    ['bounce', 'Exchange', ['X-MS-Exchange-Message-Is-Ndr: ', 'Subject: Undeliverable: A disagreement']],
    ['bounce', 'qmail, known by its subject', [NULL_PATH, 'Subject: failure notice']],
    ['bounce', 'an empty return path and nothing else', [NULL_PATH, 'Subject: hello']],
    ['bounce', 'an empty return path on what looks like a reply', [NULL_PATH, ANSWERS]],
    [
      'complaint',
      'RFC 5965 feedback report',
      ['Content-Type: multipart/report; report-type=feedback-report; boundary=x'],
    ],
    [
      'out of office',
      'Exchange',
      [
        NULL_PATH,
        'Subject: Automatic reply: A disagreement',
        'Auto-Submitted: auto-generated',
        'X-Auto-Response-Suppress: All',
      ],
    ],
    [
      'out of office',
      'Outlook inbox rule',
      ['Subject: Automatic reply: A disagreement', 'X-MS-Exchange-Inbox-Rules-Loop: sam@avonvale.example'],
    ],
    [
      'out of office',
      'Gmail vacation responder',
      [
        'Auto-Submitted: auto-replied',
        'Precedence: bulk',
        'X-Autoreply: yes',
        'Subject: Out of office Re: A disagreement',
      ],
    ],
    ['out of office', 'Dovecot Sieve vacation', ['Auto-Submitted: auto-replied (vacation)', 'Subject: Away']],
    ['out of office', 'Lotus Notes', ['Auto-Submitted: auto-generated', 'Subject: Annual leave until 4 January']],
    ['auto-reply', 'RFC 3834 auto-replied', ['Auto-Submitted: auto-replied']],
    [
      'auto-reply',
      'RFC 3834 auto-generated, in capitals and with a parameter',
      ['Auto-Submitted: Auto-Generated; owner-email="x@y.example"'],
    ],
    ['auto-reply', 'RFC 3834 auto-notified', ['Auto-Submitted: auto-notified', ANSWERS]],
    [
      'auto-reply',
      'Zendesk',
      ['Auto-Submitted: auto-generated', 'X-Auto-Response-Suppress: All', 'X-Mailer: Zendesk Mailer', ANSWERS],
    ],
    ['auto-reply', 'osTicket', ['X-Autoresponse: true', 'Subject: [#4711] Ticket created']],
    ['auto-reply', 'a ticket system that only asks for silence', ['X-Auto-Response-Suppress: OOF, AutoReply']],
    ['auto-reply', 'Precedence auto_reply', ['Precedence: auto_reply']],
    ['auto-reply', 'X-Precedence auto-reply', ['X-Precedence: auto-reply']],
    ['auto-reply', 'cPanel', ['X-Autorespond: A disagreement', 'Subject: Thank you']],
    ['auto-reply', 'procmail’s loop header', ['X-Loop: sam@avonvale.example']],
    ['auto-reply', 'FirstClass', ['X-FC-MachineGenerated: true']],
    [
      'auto-reply',
      'a read receipt',
      ['Content-Type: multipart/report; report-type=disposition-notification; boundary=x', ANSWERS],
    ],
    ['auto-reply', 'known by its subject alone', ['Subject: Auto-Reply: Thank you for your email']],
    ['list mail', 'List-Id', ['List-Id: <weekly.lists.charity.example>']],
    ['list mail', 'List-Unsubscribe', ['List-Unsubscribe: <mailto:leave@lists.charity.example>']],
    ['list mail', 'Precedence bulk', ['Precedence: bulk']],
    ['list mail', 'Precedence list on a reply', ['Precedence: list', ANSWERS]],
    ['list mail', 'Mailman 2', ['X-BeenThere: team@lists.charity.example']],
    ['reply', 'In-Reply-To', [ANSWERS, 'Subject: Re: A disagreement']],
    ['reply', 'a person who says no to Auto-Submitted', ['Auto-Submitted: no', ANSWERS]],
    ['reply', 'a person who writes about their leave', [ANSWERS, 'Subject: On leave from Monday']],
    ['new', 'a person', ['Subject: Professional disagreement']],
    [
      'new',
      'a person who writes about somebody else’s absence',
      ['Subject: Out of office for three weeks and nobody covers'],
    ],
    ['new', 'an ordinary priority header', ['Precedence: normal', 'X-Priority: 1']],
  ])('is %s: %s', (expected, _, lines) => {
    expect(classify(head(...lines))).toMatchObject({ class: expected, why: expect.stringMatching(/\w{3}/) });
  });

  it('does not decide by what a person writes in the body: it never sees the body', () => {
    expect(Object.keys(head())).not.toContain('text');
  });
});

describe('S11: whether a sender is trusted', () => {
  const everyCombination = VERDICTS.flatMap((spf) =>
    VERDICTS.flatMap((dkim) =>
      VERDICTS.flatMap((dmarc) =>
        VERDICTS.flatMap((spam) => VERDICTS.map((virus): Verdicts => ({ spf, dkim, dmarc, spam, virus }))),
      ),
    ),
  );
  const allRows = everyCombination.flatMap((verdicts) =>
    [true, false].flatMap((known) =>
      [true, false].map((aligned) => ({ verdicts, known, aligned, ...trust(verdicts, known, aligned) })),
    ),
  );

  it('has an answer and a reason for all 12,500 combinations', () => {
    expect(allRows).toHaveLength(5 ** 5 * 4);
    for (const row of allRows) {
      expect(['accept', 'hold', 'quarantine']).toContain(row.trust);
      expect(row.why).toMatch(/^[A-Z].{10}/);
    }
  });

  it('accepts exactly those proved by DMARC or an aligned signature, known, and refused by no scanner', () => {
    for (const { verdicts, known, aligned, trust: answer } of allRows) {
      const isProved = verdicts.dmarc === 'PASS' || (verdicts.dmarc !== 'FAIL' && verdicts.dkim === 'PASS' && aligned);
      const isClean = [verdicts.spam, verdicts.virus].every((verdict) => verdict === 'PASS' || verdict === 'DISABLED');
      expect(answer === 'accept').toBe(isProved && isClean && known);
    }
  });

  it('quarantines exactly a virus, a forgery and spam', () => {
    for (const { verdicts, trust: answer } of allRows) {
      expect(answer === 'quarantine').toBe([verdicts.virus, verdicts.dmarc, verdicts.spam].includes('FAIL'));
    }
  });

  it('never takes SPF for identity: it changes no answer', () => {
    for (const { verdicts, known, aligned, trust: answer } of allRows) {
      expect(trust({ ...verdicts, spf: 'PASS' }, known, aligned).trust).toBe(answer);
    }
  });

  it.each<[string, Partial<Verdicts>, boolean, string, RegExp]>([
    ['all is well', {}, true, 'accept', /proved/],
    ['the address is at no agency', {}, false, 'hold', /no agency/],
    ['DMARC failed, whatever DKIM says', { dmarc: 'FAIL', dkim: 'PASS' }, true, 'quarantine', /forged/],
    ['the domain has no DMARC', { dmarc: 'GRAY' }, true, 'hold', /proves/],
    ['DMARC could not be checked', { dmarc: 'PROCESSING_FAILED' }, true, 'hold', /proves/],
    ['a virus, on an otherwise perfect message', { virus: 'FAIL' }, true, 'quarantine', /not been opened/],
    ['the virus scan failed', { virus: 'PROCESSING_FAILED' }, true, 'hold', /viruses/],
    ['there is no scanner', { virus: 'DISABLED', spam: 'DISABLED' }, true, 'accept', /proved/],
  ])('when %s', (_, changes, known, expected, why) => {
    const answer = trust({ ...ALL_PASS, ...changes }, known);

    expect(answer).toMatchObject({ trust: expected, why: expect.stringMatching(why) });
  });
});

describe('where a message belongs', () => {
  const domain = 'common-ground.example';
  const signed = 'reply+d2k5w7q4xj6m3n2p5r7s4t6v2y3z5a7b';
  it.each([
    ['the partnership it names', ['raise+bathnes@common-ground.example'], { raise: 'bathnes' }],
    ['whatever the case', ['RAISE+BathNES@Common-Ground.Example'], { raise: 'bathnes' }],
    ['with hyphens', ['raise+bath-and-north-east@common-ground.example'], { raise: 'bath-and-north-east' }],
    [
      'beside other people’s addresses',
      ['sam@avonvale.example', 'raise+bathnes@common-ground.example'],
      { raise: 'bathnes' },
    ],
    [
      'twice the same partnership',
      ['raise+bathnes@common-ground.example', 'Raise+Bathnes@common-ground.example'],
      { raise: 'bathnes' },
    ],
    ['a signed address', [`${signed}@common-ground.example`], { reply: `${signed}@common-ground.example` }],
    [
      'a signed address first: an answer with the raise address in copy is an answer',
      ['raise+bathnes@common-ground.example', `${signed}@common-ground.example`],
      { reply: `${signed}@common-ground.example` },
    ],
    [
      'to two partnerships at once: a person decides',
      ['raise+bathnes@common-ground.example', 'raise+worcs@common-ground.example'],
      { unknown: 'It was sent to more than one partnership' },
    ],
    [
      'raise with no partnership',
      ['raise@common-ground.example'],
      { unknown: 'No partnership and no disagreement has the address it was sent to' },
    ],
    [
      'raise with an empty one',
      ['raise+@common-ground.example'],
      { unknown: 'No partnership and no disagreement has the address it was sent to' },
    ],
    [
      'postmaster',
      ['postmaster@common-ground.example'],
      { unknown: 'No partnership and no disagreement has the address it was sent to' },
    ],
    [
      'another domain that ends like ours',
      ['raise+bathnes@not-common-ground.example'],
      { unknown: 'It was sent to no address of ours' },
    ],
    ['nobody', [], { unknown: 'It was sent to no address of ours' }],
  ])('goes to %s', (_, recipients, expected) => {
    expect(route(recipients, domain)).toEqual(expected);
  });

  it('answers for any recipients whatever', () => {
    fc.assert(fc.property(fc.array(fc.string()), (recipients) => Object.keys(route(recipients, domain)).length === 1));
  });
});

describe('what our own mail server found out', () => {
  const from = 'sam@avonvale.example';
  const header = (value: string) => head(`From: ${from}`, `Authentication-Results: ${value}`);
  it.each([
    [
      'a full pass',
      'mx.ours.example; spf=pass smtp.mailfrom=avonvale.example; dkim=pass header.d=avonvale.example; dmarc=pass header.from=avonvale.example',
      { spf: 'PASS', dkim: 'PASS', dmarc: 'PASS', dkimAligned: true },
    ],
    ['a version after the name', 'mx.ours.example 1; dmarc=pass', { dmarc: 'PASS', spf: 'GRAY' }],
    ['a failure', 'mx.ours.example; dmarc=fail (p=none); dkim=none', { dmarc: 'FAIL', dkim: 'GRAY' }],
    [
      'a passing signature by somebody else',
      'mx.ours.example; dkim=pass header.d=mailer.example; dmarc=none',
      { dkim: 'PASS', dkimAligned: false },
    ],
    [
      'one of two signatures passing',
      'mx.ours.example; dkim=fail header.d=mailer.example; dkim=pass header.i=@avonvale.example',
      { dkim: 'PASS', dkimAligned: true },
    ],
    [
      'a parent domain that signs: it may be everybody’s',
      'mx.ours.example; dkim=pass header.d=example',
      { dkimAligned: false },
    ],
    ['a trick inside a comment', 'mx.ours.example; dmarc=fail (x; dmarc=pass)', { dmarc: 'FAIL' }],
    ['a passing trouble', 'mx.ours.example; dmarc=temperror', { dmarc: 'PROCESSING_FAILED' }],
    ['somebody else’s server', 'mx.forger.example; dmarc=pass', { dmarc: 'PROCESSING_FAILED' }],
  ])('reads %s', (_, value, expected) => {
    expect(readAuthenticationResults(header(value), 'mx.ours.example')).toMatchObject(expected);
  });

  it('does not believe our name below the top: whoever wrote the message can put it there', () => {
    const forged = head(
      `From: ${from}`,
      'Authentication-Results: mx.other.example; dmarc=fail',
      'Authentication-Results: mx.ours.example; dmarc=pass',
    );

    expect(readAuthenticationResults(forged, 'mx.ours.example').dmarc).toBe('PROCESSING_FAILED');
  });

  it('proves nothing where there is no such header, or no server to trust', () => {
    expect(readAuthenticationResults(head(`From: ${from}`), 'mx.ours.example').dmarc).toBe('PROCESSING_FAILED');
    expect(readAuthenticationResults(header('; dmarc=pass'), '').dmarc).toBe('PROCESSING_FAILED');
  });
});
