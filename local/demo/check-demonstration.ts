import { checkStory, differences } from './check-story.ts';
import { DIGESTS, type DigestSays, isLead, LEADS, SETTLED_AT_STAGE_TWO, THROUGH_EVERY_TIER } from './expected.ts';
import { digestsAmong, type SentDigest } from './happened.ts';
import { type Demonstration, TYPED_ABOUT_THE_CHILDREN } from './live-through.ts';
import type { Received } from './person.ts';

/** What was compared, one sentence each, and every difference that was found. */
export function checkDemonstration({ throughEveryTier, settledAtStageTwo, mails }: Demonstration): {
  checked: string[];
  differences: string[];
} {
  const both = [throughEveryTier, settledAtStageTwo];
  const stages = both.flatMap(({ story }) => story.moves).length;
  const letters = both.flatMap(({ story }) => story.letters.flatMap(({ to }) => to)).length;
  const digests = digestsAmong(
    mails,
    both.map(({ reference }) => reference),
  );
  const about = (reference: string) => (difference: string) => `${reference}: ${difference}`;
  return {
    checked: [
      `${stages} stages: when each opened, what opened it, by which clause, who was asked, when its time ends`,
      `${letters} emails about the two: when, about what, to whom; none missing and none too many`,
      'the outcome, its confirmation in writing, the check-back, the close; every line of both histories verifies',
      `${digests.filter(({ to }) => isLead(to)).length} digests: one for each lead of the two partnerships at 8am on each of ${DIGESTS.length} working days, none over Easter or at weekends`,
      'what each digest tells: no reference before the policy shows it to the board (NOT-5)',
      `${mails.length} emails in all: none holds words typed about the children (PRV-3)`,
    ],
    differences: [
      ...checkStory(THROUGH_EVERY_TIER, throughEveryTier.story).map(about(throughEveryTier.reference)),
      ...checkStory(SETTLED_AT_STAGE_TWO, settledAtStageTwo.story).map(about(settledAtStageTwo.reference)),
      ...checkDigests(digests),
      ...checkNothingTypedIsSent(mails),
    ],
  };
}

/** Every digest that was sent against every one that had to be. The other sample partnerships' leads must hear of nothing. */
export function checkDigests(digests: readonly SentDigest[]): string[] {
  const named = (day: string, at: string, to: string, says: DigestSays): [string, string] => [
    `digest for ${day} to ${to}`,
    `at ${at}, telling ${says}`,
  ];
  const expected = DIGESTS.flatMap(([day, b, w]) => [
    ...LEADS.B.map((lead) => named(day, `8am on ${day}`, lead, b)),
    ...LEADS.W.map((lead) => named(day, `8am on ${day}`, lead, w)),
  ]);
  const told = digests.map(({ day, at, to, says }) => named(day, at, to, says));
  return [
    ...differences(
      expected,
      told.filter((_, index) => isLead(digests[index]!.to)),
    ),
    ...told.flatMap(([name, words], index) =>
      isLead(digests[index]!.to) || digests[index]!.says === 'nothing'
        ? []
        : [`${name}: ${words}; that partnership has no disagreement`],
    ),
  ];
}

function checkNothingTypedIsSent(mails: readonly Received[]): string[] {
  return TYPED_ABOUT_THE_CHILDREN.flatMap((words) =>
    mails
      .filter(({ raw, email }) => `${raw}${email.subject}${email.text}${email.html}`.includes(words))
      .map(({ subject, to }) => `"${words}" was sent to ${to} in "${subject}"`),
  );
}
