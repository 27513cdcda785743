import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { css, js } from '../../pages/assets/built.ts';
import { Input, Textarea } from '../../pages/components/index.ts';
import { FOOTER_LINKS, Layout } from '../../pages/layout.tsx';
import { render } from '../../pages/render.ts';
import { type HtmlElement, type HtmlNode, htmlTree } from './html-tree.ts';
import { ERRORS, FormPage, RecordPage } from './specimen.tsx';

const elements = (nodes: HtmlNode[]): HtmlElement[] =>
  nodes.flatMap((node) => (typeof node === 'string' ? [] : [node, ...elements(node.children)]));

const pageElements = (html: string) => elements(htmlTree(html.replace('<!doctype html>', '')));

const textOf = (element: HtmlElement): string =>
  element.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('');

const titleOf = (html: string) =>
  pageElements(html)
    .find(({ tag }) => tag === 'title')
    ?.children.join('');

describe('a page', () => {
  it('begins with its doctype, or a browser lays it out as in 1998', () => {
    expect(render(<Layout title="Cookies" />)).toMatch(/^<!doctype html><html lang="en" class="govuk-template">/);
  });

  it.each([
    ['nothing wrong', <Layout title="Cookies" />, 'Cookies - Common Ground'],
    ['a partnership', <Layout title="Cookies" partnershipName="Northshire" />, 'Cookies - Northshire - Common Ground'],
    [
      'errors, which a screen reader then reads first',
      <Layout title="Raise" errors={ERRORS} />,
      'Error: Raise - Common Ground',
    ],
    ['an empty list of errors', <Layout title="Raise" errors={[]} />, 'Raise - Common Ground'],
  ])('has a title that says what it is, with %s', (_, page, title) => {
    expect(titleOf(render(page))).toBe(title);
  });

  it.each([
    ['a form', <FormPage errors={ERRORS} />],
    ['a record', <RecordPage />],
  ])('S6: has nothing inline, because the Content-Security-Policy refuses it: %s', (_, page) => {
    const inline = pageElements(render(page)).filter(
      ({ tag, attributes, children }) =>
        tag === 'style' ||
        (tag === 'script' && children.length > 0) ||
        Object.keys(attributes).some((name) => name === 'style' || name.startsWith('on')),
    );

    expect(inline).toEqual([]);
  });

  it.each([
    ['a form', <FormPage errors={ERRORS} />],
    ['a record', <RecordPage />],
  ])('S4: has only addresses of its own origin, so that nobody else learns who reads it: %s', (_, page) => {
    const addresses = pageElements(render(page)).flatMap(({ attributes }) =>
      ['href', 'src', 'action'].flatMap((name) => attributes[name] ?? []),
    );

    expect(addresses.filter((address) => !/^(#|\/(?!\/))/.test(address))).toEqual([]);
  });

  it('has no id twice and no link to an id that is not there, with every error shown', () => {
    const all = pageElements(render(<FormPage errors={ERRORS} />));
    const ids = all.flatMap(({ attributes }) => attributes['id'] ?? []);
    const targets = all.flatMap(({ attributes }) => [
      ...(attributes['href']?.startsWith('#') ? [attributes['href'].slice(1)] : []),
      ...(attributes['aria-describedby']?.split(' ') ?? []),
      ...(attributes['for'] ? [attributes['for']] : []),
    ]);

    expect(ids).toEqual([...new Set(ids)]);
    expect(targets.filter((target) => !ids.includes(target))).toEqual([]);
  });

  it('says on every page that a trial is one, and not otherwise', () => {
    expect(render(<Layout title="Cookies" isTrial />)).toContain('This is a trial.');
    expect(render(<Layout title="Cookies" />)).not.toContain('trial');
  });

  it('signs out by a press and not by a link, which a scanner could follow (S1)', () => {
    const form = pageElements(render(<Layout title="Cookies" signedInAs="sam@agency.example" />)).find(
      ({ tag }) => tag === 'form',
    );

    expect(form?.attributes).toMatchObject({ method: 'post', action: '/sign-out' });
  });

  it('links to the accessibility statement, the privacy notice and the cookies from everywhere', () => {
    const hrefs = pageElements(render(<Layout title="Cookies" />)).map(({ attributes }) => attributes['href']);

    expect(hrefs).toEqual(expect.arrayContaining(FOOTER_LINKS.map(({ href }) => href)));
  });

  it.each([
    ['a stranger on the first page', <Layout title="Raise" at="/" />, ['Raise a disagreement: page']],
    [
      'somebody reading their own disagreement, which belongs to theirs',
      <Layout title="AB-7Q4K" at="/d/AB-7Q4K" signedInAs="sam@agency.example" />,
      ['Your disagreements: true'],
    ],
    ['a policy', <Layout title="Policy" at="/policy/bcssp" />, ['Policies: true']],
    ['the calculator', <Layout title="Calculator" at="/calculator" />, ['Calculator: page']],
    ['a page that belongs to no part', <Layout title="Cookies" at="/cookies" />, []],
    ['a page of errors, which has no place', <Layout title="Not found" />, []],
  ])('marks the part of the service that it belongs to, for screen readers too: %s', (_, page, marked) => {
    const links = pageElements(render(page)).filter(({ attributes }) => attributes['aria-current']);

    expect(links.map((link) => `${textOf(link)}: ${link.attributes['aria-current']}`)).toEqual(marked);
  });

  it('shows the way to the desk to a lead alone, and to the directory to whoever is signed in', () => {
    const parts = (page: Parameters<typeof render>[0]) =>
      pageElements(render(page))
        .filter(({ attributes }) => attributes['class'] === 'govuk-service-navigation__link')
        .map(({ attributes }) => attributes['href']);

    expect(parts(<Layout title="Raise" signedInAs="bea@board.example" leads />)).toContain('/lead');
    expect(parts(<Layout title="Raise" signedInAs="sam@agency.example" />)).not.toContain('/lead');
    expect(parts(<Layout title="Raise" signedInAs="sam@agency.example" />)).toContain('/directory');
    expect(parts(<Layout title="Raise" />)).toEqual(['/', '/mine', '/policy', '/calculator']);
  });

  it('refuses a component that waits, because a page is made from facts already in hand', () => {
    const Late = async () => <p>Late</p>;

    expect(() =>
      render(
        <Layout title="Cookies">
          <Late />
        </Layout>,
      ),
    ).toThrow('asynchronous');
  });
});

describe('what people typed', () => {
  const SCRIPT = '"><script>alert(1)</script>';

  it('comes back as words and never as markup, wherever it is shown', () => {
    const html = render(
      <Layout
        title={SCRIPT}
        signedInAs={SCRIPT}
        partnershipName={SCRIPT}
        errors={[{ field: 'subject', message: SCRIPT }]}
      >
        <Input
          name="subject"
          label={SCRIPT}
          hint={SCRIPT}
          value={SCRIPT}
          errors={[{ field: 'subject', message: SCRIPT }]}
        />
        <Textarea name="reason" label="Reason" value={SCRIPT} />
      </Layout>,
    );

    expect(html).not.toContain('<script>');
    expect(pageElements(html).find(({ tag }) => tag === 'input')?.attributes['value']).toBe(SCRIPT);
  });

  it('keeps the blank line it begins with, which HTML would drop after <textarea>', () => {
    expect(String(<Textarea name="reason" label="Reason" value={'\nSecond line'} />)).toContain('>\n\nSecond line<');
  });
});

describe('the stylesheet and the script', () => {
  it.each([
    ['css', css],
    ['js', js],
  ])('have their content in their address, so that they may be cached for ever: %s', (extension, asset) => {
    const hash = createHash('sha256').update(asset.body).digest('hex').slice(0, 16);

    expect(asset.path).toBe(`/assets/site-${hash}.${extension}`);
  });

  it('weigh little, for a telephone on a poor connection', () => {
    expect(gzipSync(css.body).length).toBeLessThan(40_000);
    expect(gzipSync(js.body).length).toBeLessThan(10_000);
  });

  it("fetch nothing and name nothing that is GOV.UK's alone: no font, no crown, no picture", () => {
    expect(css.body).not.toMatch(/url\(|@font-face|@import|GDS Transport|crest|crown/i);
  });
});
