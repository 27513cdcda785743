import { inAList } from '../../escalation/in-a-list.ts';
import { agenciesInDispute } from '../../escalation/meetings.ts';
import type { StageVisit } from '../../escalation/record.ts';
import { momentInWords } from '../../escalation/spoken-time.ts';
import { InsetText, SummaryList } from '../components/index.ts';
import { type DisagreementFacts, nameOrYou, personInWords } from './facts.ts';
import { Words } from './record.tsx';

const KINDS = { meeting: 'Meeting', mediation: 'Mediation', panel: 'Panel' } as const;

/** Whether anything was arranged, refused or put forward for a meeting: then the page has a part for it. */
export const hasMeetings = (facts: Pick<DisagreementFacts, 'd'>) =>
  facts.d.stages.some(
    ({ meetings, noPanel, representations, recordHeldTextId }) =>
      meetings || noPanel || representations || recordHeldTextId,
  );

/** Each meeting that was arranged, where it is, who attends, and what each side wants heard (MTG-1 to MTG-5). */
export const Meetings = ({ facts }: { facts: DisagreementFacts }) => (
  <>
    {facts.d.stages.map((visit) => (
      <>
        {visit.noPanel ? <InsetText>{visit.noPanel}</InsetText> : null}
        {(visit.meetings ?? []).map((meeting, at, all) => (
          <SummaryList
            rows={[
              { key: KINDS[meeting.kind], value: momentInWords(meeting.at) },
              at < all.length - 1 && { key: 'Changed', value: 'It was arranged anew: see the next.' },
              { key: 'Where', value: <Words text={facts.texts[meeting.whereTextId]} /> },
              {
                key: meeting.kind === 'mediation' ? 'Mediates' : 'Chairs',
                value: personInWords(facts, meeting.chair),
              },
              meeting.panel !== undefined && {
                key: 'Sits on the panel',
                value: inAList(
                  meeting.panel.map(
                    ({ agency, person }) => `${nameOrYou(facts, person)} for ${facts.agencyName(agency)}`,
                  ),
                ),
              },
              {
                key: 'Attends',
                value:
                  meeting.attendees.length === 0
                    ? 'Nobody else was named'
                    : inAList(meeting.attendees.map((person) => personInWords(facts, person))),
              },
              {
                key: 'Arranged',
                value: `by ${nameOrYou(facts, meeting.convenedBy)} at ${momentInWords(meeting.convenedAt)}`,
              },
            ]}
          />
        ))}
        <Representations facts={facts} visit={visit} />
        {visit.recordHeldTextId ? (
          <SummaryList
            rows={[{ key: 'Where the record is held', value: <Words text={facts.texts[visit.recordHeldTextId]} /> }]}
          />
        ) : null}
      </>
    ))}
  </>
);

const Representations = ({ facts, visit }: { facts: DisagreementFacts; visit: StageVisit }) => {
  const given = visit.representations ?? [];
  if (given.length === 0 && !visit.meetings) return null;
  const silent = agenciesInDispute(facts.d).filter((agency) => !given.some(({ by }) => by.agency === agency));
  return (
    <>
      {given.map((one) => (
        <InsetText>
          <p class="govuk-body">
            <strong>
              {nameOrYou(facts, one.by)}, {facts.agencyName(one.by.agency)}, wants this heard
            </strong>{' '}
            ({momentInWords(one.at)}):
          </p>
          <Words text={facts.texts[one.textId]} />
        </InsetText>
      ))}
      {silent.length > 0 ? (
        <p class="govuk-body">Nothing put forward yet by {inAList(silent.map(facts.agencyName))}.</p>
      ) : null}
    </>
  );
};
