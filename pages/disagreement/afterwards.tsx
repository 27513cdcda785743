import { capital } from '../../escalation/capital.ts';
import { checklistFor, checklistOf, restsOn } from '../../escalation/checklist.ts';
import { momentInWords } from '../../escalation/spoken-time.ts';
import { InsetText, SummaryList } from '../components/index.ts';
import { type DisagreementFacts, nameOrYou, personInWords } from './facts.ts';
import { becameInWords, LEARNING_WORDS } from './learning-words.ts';
import { Words } from './record.tsx';

/** What followed an outcome: who understood it how, each agency's checklist, what there is to learn, and a debrief. */
export const Afterwards = ({ facts }: { facts: DisagreementFacts }) => {
  const { d } = facts;
  if (!d.outcome) return null;
  const agencies = [...new Set([d.raiser.agency, ...d.raisedWith.map(({ agency }) => agency)])];
  const items = checklistFor(facts.policy, d.outcome.stageId);
  return (
    <>
      {(d.outcome.understanding?.answers ?? []).map((answer) => {
        const person = d.people[answer.by]?.person;
        return (
          <InsetText>
            <p class="govuk-body">
              {person ? nameOrYou(facts, person) : 'Somebody'} at {momentInWords(answer.at)}:{' '}
              {answer.isSame ? 'it is as understood' : 'it was understood otherwise'}
            </p>
            {answer.textId ? <Words text={facts.texts[answer.textId]} /> : null}
          </InsetText>
        );
      })}
      {agencies.map((agency) => {
        const said = checklistOf(d, agency);
        return (
          <SummaryList
            card={{ title: `Closing checklist: ${facts.agencyName(agency)}`, headingLevel: 3 }}
            rows={items.map((item) => {
              const answer = said.get(item.id);
              return {
                key: `${item.ask} (${restsOn(item)})`,
                value: answer ? (
                  <>
                    <p class="govuk-body govuk-!-margin-bottom-1">
                      {capital(answer.answer)}: {nameOrYou(facts, answer.by)} at {momentInWords(answer.at)}
                    </p>
                    {answer.textId ? <Words text={facts.texts[answer.textId]} /> : null}
                  </>
                ) : item.about === 'competence' && d.people[facts.readBy]?.person.agency !== agency ? (
                  'For that agency alone'
                ) : (
                  'Not said yet'
                ),
              };
            })}
          />
        );
      })}
      {(d.learning ?? []).map((one) => (
        <InsetText>
          <p class="govuk-body">
            {LEARNING_WORDS[one.kind]}, {nameOrYou(facts, one.by)} at {momentInWords(one.at)}:
          </p>
          <Words text={facts.texts[one.textId]} />
          {(one.became ?? []).map((became) => (
            <>
              <p class="govuk-body govuk-!-margin-bottom-1">
                {becameInWords(became)}: {nameOrYou(facts, became.by)} at {momentInWords(became.at)}.
              </p>
              {became.textId ? <Words text={facts.texts[became.textId]} /> : null}
            </>
          ))}
        </InsetText>
      ))}
      {(d.debriefs ?? []).map((one) => (
        <p class="govuk-body">
          A debrief was {one.what}: {nameOrYou(facts, one.by)} at {momentInWords(one.at)}.
        </p>
      ))}
    </>
  );
};

/** Advice inside an agency, and support for one side: only what the reader may see stands in the facts. */
export const AdviceAndSupport = ({ facts }: { facts: DisagreementFacts }) => {
  const { d, texts } = facts;
  return (
    <>
      {d.support ? (
        <InsetText>
          <p class="govuk-body">
            For the person who raised it and their own safeguarding lead alone.
            {d.support.isWanted ? ' They would like support.' : ''}
            {d.support.fearsForPosition ? ' They fear for their position.' : ''}
            {d.support.seenBy.length === 0
              ? ' We know no safeguarding lead of their agency, so nobody has been told: please speak to somebody you trust there.'
              : ''}
          </p>
        </InsetText>
      ) : null}
      {(d.supporters ?? []).map(({ person, at }) => (
        <p class="govuk-body">
          {personInWords(facts, person)}, stands by your side since {momentInWords(at)}.
        </p>
      ))}
      {(d.advice ?? []).map((one) => (
        <SummaryList
          card={{ title: `Advice in ${facts.agencyName(one.by.agency)}`, headingLevel: 3 }}
          rows={[
            { key: 'Asked for', value: `by ${nameOrYou(facts, one.by)} at ${momentInWords(one.at)}` },
            one.textId !== undefined && { key: 'About', value: <Words text={texts[one.textId]} /> },
            {
              key: 'Given',
              value: one.given ? `${nameOrYou(facts, one.given.by)} at ${momentInWords(one.given.at)}` : 'Not yet',
            },
            one.given?.textId !== undefined && { key: 'The advice', value: <Words text={texts[one.given.textId]} /> },
          ]}
        />
      ))}
    </>
  );
};
