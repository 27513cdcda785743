import { capital } from '../../escalation/capital.ts';
import { BOARD, type Directory, type Post, type Vacancy } from '../../escalation/directory.ts';
import type { TierToday } from '../../escalation/directory-gaps.ts';
import { type Policy, requireStage } from '../../escalation/policy.ts';
import { agencyKind } from '../../escalation/post-names.ts';
import { dayInWords } from '../../escalation/spoken-time.ts';
import { Details, Hint, InsetText, SummaryList, type SummaryRow, Table } from '../components/index.ts';
import type { Frame } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { Pager } from '../pager.tsx';
import { type AgencyFacts, agencyPath, type DirectoryFacts, directoryPath, type NamedPosition } from './facts.ts';
import { absenceWords, BECAUSE_WORDS, GAP_WORDS, roleWords } from './words.ts';

/** Which directory? Only where somebody is known to several. */
export const ChooseDirectoryPage = (props: { frame: Frame; partnerships: readonly { id: string; name: string }[] }) => (
  <Layout title="Directories" {...props.frame} backLink={{ href: '/mine' }}>
    <h1 class="govuk-heading-l">Directories</h1>
    {props.partnerships.length === 0 ? (
      <p class="govuk-body">
        The address you signed in with is in no partnership's directory. If you work for one of its agencies, ask your
        agency's safeguarding lead to have its email domain added.
      </p>
    ) : (
      <>
        <p class="govuk-body">Your address is known to more than one partnership. Choose one.</p>
        <ul class="govuk-list govuk-list--spaced">
          {props.partnerships.map(({ id, name }) => (
            <li>
              <a class="govuk-link" href={directoryPath(id)}>
                {name}
              </a>
            </li>
          ))}
        </ul>
      </>
    )}
  </Layout>
);

/** How many agencies stand on one page: a hundred names can still be looked through. */
export const AGENCIES_A_PAGE = 100;

/** Every agency, with what is wrong in each. */
export const DirectoryPage = (
  props: DirectoryFacts & {
    gapsByAgency: ReadonlyMap<string, number>;
    waitingCorrections: number;
    /** From 1. */
    page: number;
    done?: string;
  },
) => {
  const { partnership, directory, standing, page } = props;
  const agencies = [...directory.agencies].sort(
    (one, other) => Number(other.id === BOARD) - Number(one.id === BOARD) || one.name.localeCompare(other.name),
  );
  const shown = agencies.slice((page - 1) * AGENCIES_A_PAGE, page * AGENCIES_A_PAGE);
  const pages = Math.max(1, Math.ceil(agencies.length / AGENCIES_A_PAGE));
  const withGaps = [...props.gapsByAgency.values()].filter((count) => count > 0).length;
  const to = (...rest: string[]) => directoryPath(partnership.id, ...rest);
  return (
    <Layout title="Directory" {...props.frame} backLink={{ href: '/mine' }} isWide>
      <h1 class="govuk-heading-l">Directory</h1>
      {props.done ? <InsetText>{props.done}</InsetText> : null}
      <p class="govuk-body">
        Who is asked in each agency when a disagreement comes to their stage. Choose an agency to see its people and
        whom we would ask today.
      </p>
      <ul class="govuk-list govuk-list--spaced">
        <li>
          <a class="govuk-link" href={to('gaps')}>
            {withGaps === 0 ? 'Gaps: none today' : `Gaps in ${withGaps === 1 ? '1 agency' : `${withGaps} agencies`}`}
          </a>
        </li>
        <li>
          <a class="govuk-link" href={to('mine')}>
            Your own posts
          </a>
        </li>
        <li>
          <a class="govuk-link" href={to('corrections')}>
            {standing === 'administrator'
              ? `Proposed corrections: ${props.waitingCorrections} waiting`
              : 'Corrections you have proposed'}
          </a>
        </li>
        {standing === 'administrator' ? (
          <>
            <li>
              <a class="govuk-link" href={to('agencies', 'new')}>
                Add an agency
              </a>
            </li>
            <li>
              <a class="govuk-link" href={to('import')}>
                Import a CSV file
              </a>
            </li>
            <li>
              <a class="govuk-link" href={to('export.csv')}>
                Download it as a CSV file
              </a>
            </li>
            <li>
              <a class="govuk-link" href={to('changes')}>
                What was changed, and by whom
              </a>
            </li>
            <li>
              <a class="govuk-link" href={`/settings?partnership=${partnership.id}`}>
                Settings of the partnership
              </a>
            </li>
          </>
        ) : null}
      </ul>
      <Table
        caption={
          pages === 1
            ? `${agencies.length} agencies`
            : `Agencies ${(page - 1) * AGENCIES_A_PAGE + 1} to ${(page - 1) * AGENCIES_A_PAGE + shown.length} of ${agencies.length}`
        }
        captionSize="m"
        head={[{ content: 'Agency' }, { content: 'Gaps' }]}
        firstCellIsHeader
        rows={shown.map((agency) => {
          const gaps = props.gapsByAgency.get(agency.id) ?? 0;
          return [
            {
              class: 'app-plain-header',
              content: (
                <>
                  <a class="govuk-link" href={agencyPath(partnership.id, agency.id)}>
                    {agency.name}
                  </a>
                  <Hint class="govuk-!-margin-bottom-0">
                    {[
                      agencyKind(agency.type),
                      ...agency.sites,
                      agency.domains.join(', '),
                      agency.id === BOARD ? '' : agency.member ? 'seat on the board' : 'no seat on the board',
                      agency.healthCommissioned ? 'commissioned health service' : '',
                    ]
                      .filter(Boolean)
                      .join(' · ')}
                  </Hint>
                </>
              ),
            },
            { content: gaps === 0 ? 'None' : gaps },
          ];
        })}
      />
      <Pager
        page={page}
        pages={pages}
        before="The agencies before these"
        after="The agencies after these"
        addressOf={(at) => `${to()}?page=${at}`}
      />
    </Layout>
  );
};

/** One agency: what is true of it, who would be asked today and how we came to them, and its people by role. */
export const AgencyPage = (props: AgencyFacts & { done?: string }) => {
  const { partnership, agency, positions, tiers, standing, policy } = props;
  const isAdministrator = standing === 'administrator';
  const to = (...rest: string[]) => agencyPath(partnership.id, agency.id, ...rest);
  const roles = [...new Set(positions.map(({ position }) => position.role))];
  return (
    <Layout
      title="An agency in the directory"
      {...props.frame}
      backLink={{ href: directoryPath(partnership.id) }}
      isWide
    >
      <h1 class="govuk-heading-l">{agency.name}</h1>
      {props.done ? <InsetText>{props.done}</InsetText> : null}
      <SummaryList
        rows={[
          { key: 'Kind of agency', value: agencyKind(agency.type) },
          agency.sites.length > 0 && { key: 'Sites', value: agency.sites.join(', ') },
          { key: 'Email domains', value: agency.domains.join(', ') },
          agency.id !== BOARD && { key: 'Seat on the board', value: agency.member ? 'Yes' : 'No' },
          agency.id !== BOARD && {
            key: 'Commissioned health service',
            value: agency.healthCommissioned ? 'Yes' : 'No',
          },
        ]}
      />
      <ul class="govuk-list govuk-list--spaced">
        {isAdministrator ? (
          <>
            <li>
              <a class="govuk-link" href={to('posts', 'new')}>
                Add a person or a post
              </a>
            </li>
            <li>
              <a class="govuk-link" href={to('change')}>
                Change the agency
              </a>
            </li>
            {agency.id === BOARD ? null : (
              <li>
                <a class="govuk-link" href={to('remove')}>
                  Remove the agency
                </a>
              </li>
            )}
          </>
        ) : null}
        <li>
          <a class="govuk-link" href={to('propose')}>
            Propose a correction
          </a>
        </li>
      </ul>

      <h2 class="govuk-heading-m">Whom we would ask today</h2>
      {tiers.length === 0 ? (
        <p class="govuk-body">The policy asks nobody of this agency but the practitioner who raises it.</p>
      ) : (
        tiers.map((tier) => (
          <SummaryList
            card={{ title: tierTitle(policy, tier), headingLevel: 3 }}
            rows={tierRows(props.directory, agency.id, tier)}
          />
        ))
      )}

      <h2 class="govuk-heading-m">Its people</h2>
      {positions.length === 0 ? <p class="govuk-body">No post is recorded.</p> : null}
      {roles.map((role) => (
        <>
          <h3 class="govuk-heading-s">{roleWords(role)}</h3>
          {positions
            .filter(({ position }) => position.role === role)
            .map((named) => (
              <SummaryList card={positionCard(props, named)} rows={positionRows(props.directory, named.position)} />
            ))}
        </>
      ))}
    </Layout>
  );
};

function positionCard({ partnership, agency, standing }: AgencyFacts, { position, lineId }: NamedPosition) {
  const to = (...rest: string[]) => agencyPath(partnership.id, agency.id, 'posts', lineId, ...rest);
  const held = 'email' in position;
  return {
    title: `${held ? position.name : 'Nobody'}${position.site ? `, ${position.site}` : ''}`,
    headingLevel: 4 as const,
    actions:
      standing === 'administrator'
        ? [
            { href: to(), text: held ? 'Change' : 'Fill or change' },
            { href: to('remove'), text: 'Remove' },
          ]
        : held
          ? [{ href: to('propose'), text: 'Propose a correction' }]
          : [],
  };
}

/** Everything recorded of a post and whoever holds it. */
export function positionRows(directory: Directory, position: Post | Vacancy): (SummaryRow | false | undefined)[] {
  const held = 'email' in position ? position : undefined;
  const away = held && absenceWords(held);
  const delegated = position.delegatedTo;
  const nameOf = (id: string) => directory.agencies.find((agency) => agency.id === id)?.name ?? id;
  return [
    held && { key: 'Email address', value: held.email },
    position.deputyEmail !== undefined && { key: 'Deputy', value: deputyWords(directory, position.deputyEmail) },
    away !== undefined && { key: 'Away', value: away },
    delegated && { key: 'Delegated to', value: `${roleWords(delegated.role)} of ${nameOf(delegated.agency)}` },
    held && { key: 'Last confirmed', value: held.verifiedOn ? dayInWords(held.verifiedOn) : 'Never' },
    !held && !position.deputyEmail && !delegated && { key: 'Post', value: 'Known to be empty' },
  ];
}

function deputyWords(directory: Directory, email: string): string {
  const name = directory.posts.find((post) => post.email === email)?.name;
  return name ? `${name} (${email})` : email;
}

function tierTitle(policy: Policy, { stageId, role, site }: TierToday): string {
  const stage = requireStage(policy, stageId);
  return `${stage.label}, ${stage.name}: ${roleWords(role).toLowerCase()}${site ? ` at ${site}` : ''}`;
}

function tierRows(directory: Directory, agencyId: string, { answer, gaps }: TierToday): (SummaryRow | false)[] {
  const { contact, trail } = answer;
  const ofAnother = contact && contact.agency !== agencyId;
  const nameOf = (id: string) => directory.agencies.find((agency) => agency.id === id)?.name ?? id;
  return [
    {
      key: 'We would ask',
      value: contact
        ? `${contact.name}${ofAnother ? `, ${nameOf(contact.agency)}` : ''}`
        : 'Nobody. The partnership’s leads are told at once.',
    },
    contact !== undefined && { key: 'Why them', value: BECAUSE_WORDS[contact.because] },
    trail.length > 0 && { key: 'How we came to that', value: <Listed items={trail} /> },
    gaps.length > 0 && {
      key: 'What is wrong',
      value: (
        <strong>
          <Listed items={gaps.map((gap) => GAP_WORDS[gap])} />
        </strong>
      ),
    },
  ];
}

const Listed = ({ items }: { items: readonly string[] }) =>
  items.length === 1 ? (
    <span>{capital(items[0]!)}</span>
  ) : (
    <ul class="govuk-list govuk-list--bullet">
      {items.map((item) => (
        <li>{capital(item)}</li>
      ))}
    </ul>
  );

/** How many gaps stand on one page: as many as somebody puts right in a morning. */
const GAPS_A_PAGE = 25;

/** Every tier in which something is wrong, stage by stage and agency by agency: what there is at each stage first, then a page of them. */
export const GapsPage = (
  props: DirectoryFacts & {
    tiers: readonly TierToday[];
    on: string;
    /** From 1. */
    page: number;
  },
) => {
  const { partnership, policy, tiers } = props;
  const ofStages = policy.stages.map((stage) => ({ stage, here: tiers.filter(({ stageId }) => stageId === stage.id) }));
  const inOrder = ofStages.flatMap(({ here }) => here);
  const pages = Math.max(1, Math.ceil(inOrder.length / GAPS_A_PAGE));
  const page = Math.min(props.page, pages);
  const shown = new Set(inOrder.slice((page - 1) * GAPS_A_PAGE, page * GAPS_A_PAGE));
  const to = (at: number) => `${directoryPath(partnership.id, 'gaps')}${at === 1 ? '' : `?page=${at}`}`;
  return (
    <Layout title="Gaps in the directory" {...props.frame} backLink={{ href: directoryPath(partnership.id) }} isWide>
      <h1 class="govuk-heading-l">Gaps in the directory</h1>
      <p class="govuk-body">
        As it stands on {dayInWords(props.on)}: for each stage of the policy, the agencies in which it would not find
        the one person it should.
      </p>
      <ul class="govuk-list govuk-list--spaced">
        {ofStages.map(({ stage, here: [first, ...more] }) => (
          <li>
            {first ? (
              <a
                class="govuk-link"
                href={`${to(Math.ceil((inOrder.indexOf(first) + 1) / GAPS_A_PAGE))}#stage-${stage.id}`}
              >
                {stage.label}: {stage.name}
              </a>
            ) : (
              `${stage.label}: ${stage.name}`
            )}
            : {first ? (more.length === 0 ? '1 gap' : `${more.length + 1} gaps`) : 'none'}
          </li>
        ))}
      </ul>
      {ofStages
        .map(({ stage, here }) => ({ stage, here: here.filter((tier) => shown.has(tier)) }))
        .filter(({ here }) => here.length > 0)
        .map(({ stage, here }) => (
          <>
            <h2 class="govuk-heading-m" id={`stage-${stage.id}`}>
              {stage.label}: {stage.name}
            </h2>
            <Table
              caption={<span class="govuk-visually-hidden">Gaps at {stage.label}</span>}
              head={[{ content: 'Agency' }, { content: 'What is wrong' }]}
              firstCellIsHeader
              rows={here.map((tier) => gapRow(props, tier))}
            />
          </>
        ))}
      <Pager page={page} pages={pages} before="The gaps before these" after="The gaps after these" addressOf={to} />
      <Details summary="What counts as a gap">
        <p class="govuk-body">
          Nobody holds the post, only a deputy does, two deputies name each other, the same person is asked at two
          stages one after the other, somebody is away today, or somebody has never confirmed their post, or not for a
          year. Practitioners are named by whoever raises a disagreement, so they are not listed.
        </p>
      </Details>
    </Layout>
  );
};

function gapRow({ partnership, directory }: DirectoryFacts, tier: TierToday) {
  const nameOf = (id: string) => directory.agencies.find((agency) => agency.id === id)?.name ?? id;
  return [
    {
      class: 'app-plain-header',
      content: (
        <>
          <a class="govuk-link" href={agencyPath(partnership.id, tier.agency)}>
            {nameOf(tier.agency)}
          </a>
          <Hint class="govuk-!-margin-bottom-0">{[roleWords(tier.role), tier.site].filter(Boolean).join(', ')}</Hint>
        </>
      ),
    },
    {
      content: (
        <>
          <Listed items={tier.gaps.map((gap) => GAP_WORDS[gap])} />
          {tier.answer.contact ? (
            <Hint class="govuk-!-margin-bottom-0">We would ask {tier.answer.contact.name}</Hint>
          ) : null}
        </>
      ),
    },
  ];
}
