import { classNames } from './class-names.ts';
import type { Content } from './field.tsx';

/** A link beside a fact. `hiddenText` finishes it for people who hear it alone: "Change" + "the other agency". */
export type SummaryAction = { href: string; text: Content; hiddenText?: string; class?: string };

/** A fact: its name, its value, and what can be done about it. */
export type SummaryRow = {
  key: Content;
  value: Content;
  actions?: readonly SummaryAction[];
  class?: string;
};

/** A box around a list, with its own heading and links; the heading is added, unseen, to every link inside it. */
export type SummaryCard = {
  title?: Content;
  headingLevel?: 2 | 3 | 4;
  actions?: readonly SummaryAction[];
  class?: string;
};

/** Facts about one thing, named and in order. A row that is null or false is left out. */
export const SummaryList = (props: {
  rows: readonly (SummaryRow | null | false | undefined)[];
  card?: SummaryCard;
  class?: string;
}) => {
  const rows = props.rows.filter((row): row is SummaryRow => Boolean(row));
  const hasActions = rows.some((row) => row.actions?.length);
  const list = (
    <dl class={classNames('govuk-summary-list', props.class)}>
      {rows.map((row) => (
        <div
          class={classNames(
            'govuk-summary-list__row',
            // Keeps the line under a row without a link as long as the others.
            hasActions && !row.actions?.length && 'govuk-summary-list__row--no-actions',
            row.class,
          )}
        >
          <dt class="govuk-summary-list__key">{row.key}</dt>
          <dd class="govuk-summary-list__value">{row.value}</dd>
          {row.actions?.length ? (
            <dd class="govuk-summary-list__actions">
              <Actions actions={row.actions} block="govuk-summary-list__actions-list" cardTitle={props.card?.title} />
            </dd>
          ) : null}
        </div>
      ))}
    </dl>
  );
  return props.card ? <Card card={props.card}>{list}</Card> : list;
};

const Card = ({ card, children }: { card: SummaryCard; children: Content }) => {
  const Heading = `h${card.headingLevel ?? 2}` as 'h2';
  const count = card.actions?.length ?? 0;
  return (
    <div class={classNames('govuk-summary-card', card.class)}>
      <div class="govuk-summary-card__title-wrapper">
        {card.title ? <Heading class="govuk-summary-card__title">{card.title}</Heading> : null}
        {card.actions && count === 1 ? (
          <div class="govuk-summary-card__actions">
            <ActionLink action={card.actions[0]!} cardTitle={card.title} />
          </div>
        ) : null}
        {card.actions && count > 1 ? (
          <ul class="govuk-summary-card__actions">
            {card.actions.map((action) => (
              <li class="govuk-summary-card__action">
                <ActionLink action={action} cardTitle={card.title} />
              </li>
            ))}
          </ul>
        ) : null}
      </div>
      <div class="govuk-summary-card__content">{children}</div>
    </div>
  );
};

const Actions = (props: { actions: readonly SummaryAction[]; block: string; cardTitle?: Content }) =>
  props.actions.length === 1 ? (
    <ActionLink action={props.actions[0]!} cardTitle={props.cardTitle} />
  ) : (
    <ul class={props.block}>
      {props.actions.map((action) => (
        <li class={`${props.block}-item`}>
          <ActionLink action={action} cardTitle={props.cardTitle} />
        </li>
      ))}
    </ul>
  );

const ActionLink = ({ action, cardTitle }: { action: SummaryAction; cardTitle?: Content }) => (
  <a class={classNames('govuk-link', action.class)} href={action.href}>
    {action.text}
    {action.hiddenText || cardTitle ? (
      <span class="govuk-visually-hidden">
        {action.hiddenText ? ` ${action.hiddenText}` : ''}
        {cardTitle ? <> ({cardTitle})</> : null}
      </span>
    ) : null}
  </a>
);
