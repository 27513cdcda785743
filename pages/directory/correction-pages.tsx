import type { DirectoryLine } from '../../escalation/directory-rows.ts';
import { momentInWords } from '../../escalation/spoken-time.ts';
import { Button, Input, InsetText, Radios, SummaryList, Textarea } from '../components/index.ts';
import { Words } from '../disagreement/record.tsx';
import type { FormState } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { type AgencyFacts, agencyPath, type DirectoryFacts, directoryPath, type NamedPosition } from './facts.ts';
import { positionRows } from './reading-pages.tsx';
import { COLUMN_WORDS, cellWords, lineWords, roleWords } from './words.ts';

/** The posts of whoever is signed in, and whether they are still right. */
export const OwnPostsPage = (
  props: DirectoryFacts & { positions: readonly (NamedPosition & { agencyName: string })[]; done?: string },
) => {
  const { partnership, directory, positions } = props;
  return (
    <Layout title="Your own posts" {...props.frame} backLink={{ href: directoryPath(partnership.id) }}>
      <h1 class="govuk-heading-l">Your own posts</h1>
      {props.done ? <InsetText>{props.done}</InsetText> : null}
      {positions.length === 0 ? (
        <p class="govuk-body">
          You hold no post in this directory with the address you signed in with. If you should, open your agency in the
          directory and tell us what is wrong there.
        </p>
      ) : (
        <>
          <p class="govuk-body">
            When a disagreement comes to a stage that asks one of these posts, you get an email and a few working days.
          </p>
          {positions.map(({ position, lineId, agencyName }) => (
            <SummaryList
              card={{
                title: `${roleWords(position.role)} of ${agencyName}${position.site ? `, ${position.site}` : ''}`,
                headingLevel: 2,
                actions: [
                  {
                    href: agencyPath(partnership.id, position.agency, 'posts', lineId, 'propose'),
                    text: 'Propose a correction',
                  },
                ],
              }}
              rows={positionRows(directory, position)}
            />
          ))}
          <form method="post" action={directoryPath(partnership.id, 'mine')} novalidate>
            <Button>This is still right</Button>
          </form>
        </>
      )}
    </Layout>
  );
};

/** What is wrong: with a person's line, or with an agency as a whole. */
export const ProposePage = (
  props: Omit<AgencyFacts, 'positions' | 'tiers'> & {
    lineId?: string;
    line?: DirectoryLine;
    /** The line is the reader's own. */
    isOwn: boolean;
    form: FormState;
  },
) => {
  const { partnership, agency, line, lineId, isOwn, form } = props;
  const rest = lineId ? ['posts', lineId, 'propose'] : ['propose'];
  return (
    <Layout
      title="Propose a correction"
      {...props.frame}
      errors={form.errors}
      backLink={{ href: agencyPath(partnership.id, agency.id) }}
    >
      <h1 class="govuk-heading-l">Propose a correction</h1>
      <p class="govuk-body">{line ? lineWords(line) : agency.name}</p>
      <p class="govuk-body">
        The partnership's administrators decide on it. Write nothing here about a child, an adult or a disagreement.
      </p>
      <form method="post" action={agencyPath(partnership.id, agency.id, ...rest)} novalidate>
        {line ? (
          <Radios
            name="kind"
            label="What is wrong?"
            labelSize="s"
            value={form.typed['kind']}
            errors={form.errors}
            items={[
              {
                value: 'left',
                label: isOwn ? 'I have left this post' : 'This person has left the post',
              },
              {
                value: 'deputy',
                label: isOwn ? 'My deputy is somebody else' : 'Their deputy is somebody else',
                hint: 'Give the deputy’s address below',
              },
              { value: 'words', label: 'Something else', hint: 'Say it in your own words below' },
            ]}
          />
        ) : null}
        {line ? (
          <Input
            name="deputyEmail"
            label="The deputy’s work email address"
            type="email"
            spellcheck={false}
            value={form.typed['deputyEmail'] ?? ''}
            errors={form.errors}
          />
        ) : null}
        <Textarea
          name="text"
          label={line ? 'In your own words' : 'What is wrong, and what should stand there?'}
          rows={4}
          value={form.typed['text'] ?? ''}
          errors={form.errors}
        />
        <Button>Propose it</Button>
      </form>
    </Layout>
  );
};

/** One proposed correction as it is listed. */
export interface CorrectionFacts {
  id: string;
  at: string;
  /** Who proposed it, for an administrator. */
  who: string;
  agencyName: string;
  kind: 'left' | 'deputy' | 'new person' | 'words';
  line?: DirectoryLine;
  cells?: Readonly<Partial<DirectoryLine>>;
  text: string;
  settled?: { at: string; became: 'accepted' | 'declined'; reason?: string };
}

/** To an administrator what waits for them; to anybody what became of what they proposed. */
export const CorrectionsPage = (
  props: DirectoryFacts & {
    waiting: readonly CorrectionFacts[];
    own: readonly CorrectionFacts[];
    form: FormState;
    /** Which one the form was about. */
    formId?: string;
    done?: string;
  },
) => {
  const { partnership, standing, waiting, own, form } = props;
  return (
    <Layout
      title="Proposed corrections"
      {...props.frame}
      errors={form.errors}
      backLink={{ href: directoryPath(partnership.id) }}
    >
      <h1 class="govuk-heading-l" id="whole">
        Proposed corrections
      </h1>
      {props.done ? <InsetText>{props.done}</InsetText> : null}
      {standing === 'administrator' ? (
        <>
          <h2 class="govuk-heading-m">Waiting for an administrator</h2>
          {waiting.length === 0 ? <p class="govuk-body">None.</p> : null}
          {waiting.map((correction) => (
            <Waiting
              correction={correction}
              partnershipId={partnership.id}
              form={form}
              isAbout={props.formId === correction.id}
            />
          ))}
        </>
      ) : null}
      <h2 class="govuk-heading-m">Proposed by you</h2>
      {own.length === 0 ? <p class="govuk-body">None in the last year.</p> : null}
      {own.map((correction) => (
        <SummaryList
          card={{ title: titleOf(correction), headingLevel: 3 }}
          rows={[...proposedRows(correction), { key: 'What became of it', value: becameWords(correction) }]}
        />
      ))}
    </Layout>
  );
};

const Waiting = (props: { correction: CorrectionFacts; partnershipId: string; form: FormState; isAbout: boolean }) => {
  const { correction, partnershipId, form, isAbout } = props;
  const to = (what: string) => directoryPath(partnershipId, 'corrections', correction.id, what);
  const isByHand = correction.kind === 'words';
  return (
    <>
      <SummaryList
        card={{ title: titleOf(correction), headingLevel: 3 }}
        rows={[{ key: 'Proposed by', value: correction.who }, ...proposedRows(correction)]}
      />
      <form method="post" action={to('accept')} novalidate>
        {isByHand ? (
          <p class="govuk-body">Make the change in the directory first, then say here that it is made.</p>
        ) : null}
        <Button>{isByHand ? 'I have made this change' : 'Accept: make this change'}</Button>
      </form>
      <form method="post" action={to('decline')} novalidate>
        <Textarea
          name="reason"
          id={isAbout ? 'reason' : `reason-${correction.id}`}
          label="Or decline it: why?"
          hint="Whoever proposed it reads this"
          rows={2}
          value={isAbout ? (form.typed['reason'] ?? '') : ''}
          errors={isAbout ? form.errors : []}
        />
        <Button look="secondary">Decline it</Button>
      </form>
    </>
  );
};

function titleOf({ kind, line, agencyName, cells }: CorrectionFacts): string {
  const about = line ? lineWords(line) : agencyName;
  if (kind === 'left') return `${about}: has left`;
  if (kind === 'deputy') return `${about}: another deputy`;
  if (kind === 'new person') return `${agencyName}: ${cells?.name ?? 'somebody'} is not in the directory`;
  return about;
}

function proposedRows({ cells, text, at }: CorrectionFacts) {
  const columns = Object.entries(cells ?? {}) as [keyof DirectoryLine, string][];
  return [
    { key: 'Proposed', value: momentInWords(at) },
    ...columns.map(([column, cell]) => ({ key: COLUMN_WORDS[column], value: cellWords(column, cell) })),
    text !== '' && { key: 'In their words', value: <Words text={text} /> },
  ];
}

function becameWords({ settled }: CorrectionFacts): string {
  if (!settled) return 'It waits for an administrator';
  const when = momentInWords(settled.at);
  return settled.became === 'accepted' ? `Accepted at ${when}` : `Declined at ${when}: ${settled.reason ?? ''}`;
}
