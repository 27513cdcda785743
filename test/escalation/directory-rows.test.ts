import { describe, expect, it } from 'vitest';
import { directoryFrom } from '../../escalation/directory-rows.ts';
import { agencyRow, boardRows, postRow, type Row, row } from './directories.ts';

const council = agencyRow('Tarn Council', 'childrens-social-care', 'tarn.example');
const manager = postRow('Tarn Council', 'line-manager', 'Lena Line', 'lena@tarn.example');

describe('ADM-3: reading a directory', () => {
  it('reads agencies with their sites and posts, addresses in lower case', () => {
    const { directory, problems } = directoryFrom([
      ...boardRows,
      agencyRow('Tarn & Fell Hospitals', 'hospital-trust', 'TarnHospitals.example; fell.example', {
        health_commissioned: 'YES',
        site: 'North',
        role: 'line-manager',
        name: 'Nora North',
        email: 'Nora@TarnHospitals.example',
        deputy_email: 'D@fell.example',
        absent_from: '2026-04-01',
        absent_to: '2026-04-01',
        verified_on: '2026-03-02',
      }),
      postRow('Tarn & Fell Hospitals', 'line-manager', 'Saul South', 'saul@fell.example', { site: 'South' }),
      row({
        agency: 'Tarn & Fell Hospitals',
        role: 'head-of-service',
        delegated_to: 'Tarn & Fell Hospitals: line-manager',
      }),
    ]);

    expect(problems).toEqual([]);
    expect(directory.agencies[1]).toEqual({
      id: 'tarn-and-fell-hospitals',
      name: 'Tarn & Fell Hospitals',
      type: 'hospital-trust',
      sites: ['North', 'South'],
      member: true,
      healthCommissioned: true,
      domains: ['tarnhospitals.example', 'fell.example'],
    });
    expect(directory.posts[1]).toEqual({
      agency: 'tarn-and-fell-hospitals',
      site: 'North',
      role: 'line-manager',
      name: 'Nora North',
      email: 'nora@tarnhospitals.example',
      deputyEmail: 'd@fell.example',
      absentFrom: '2026-04-01',
      absentTo: '2026-04-01',
      verifiedOn: '2026-03-02',
    });
    expect(directory.vacancies).toEqual([
      {
        agency: 'tarn-and-fell-hospitals',
        role: 'head-of-service',
        delegatedTo: { agency: 'tarn-and-fell-hospitals', role: 'line-manager' },
      },
    ]);
  });

  it.each<[string, Row, string, RegExp]>([
    [
      'a role that does not exist',
      { ...manager, role: 'boss' },
      'role',
      /must be one of: practitioner, .*out-of-hours/,
    ],
    [
      'an agency type that does not exist',
      { ...council, agency: 'X', agency_type: 'coven' },
      'agency_type',
      /must be one of: childrens/,
    ],
    ['no agency', { ...manager, agency: '' }, 'agency', /name the agency/],
    [
      'an agency without a first line that says its type',
      { ...manager, agency: 'X' },
      'agency_type',
      /first line must say its type/,
    ],
    ['an agency without domains', { ...council, agency: 'X', domains: '' }, 'domains', /must give the domains/],
    ['a domain written as an address', { ...council, agency: 'X', domains: '@x.example' }, 'domains', /without @/],
    ['neither yes nor no', { ...council, agency: 'X', member: 'maybe' }, 'member', /yes or no/],
    [
      'an agency said to be of two types',
      { ...manager, agency_type: 'police' },
      'agency_type',
      /above, this agency is childrens/,
    ],
    ['an agency spelt in two ways', { ...manager, agency: 'Tarn  council' }, 'agency', /written "Tarn Council" above/],
    ['two boards', agencyRow('Y', 'board', 'y.example'), 'agency_type', /is the board already/],
    ['a name without an address', { ...manager, email: '' }, 'email', /give their address/],
    ['an address without a name', { ...manager, name: '' }, 'name', /name the person/],
    [
      'two addresses in one cell',
      { ...manager, email: 'a@tarn.example, b@tarn.example' },
      'email',
      /one email address/,
    ],
    [
      'an address that could inject a header',
      { ...manager, email: 'a@tarn.example\nBcc: b@x.example' },
      'email',
      /line breaks and invisible/,
    ],
    [
      'an address of another domain',
      { ...manager, email: 'lena@elsewhere.example' },
      'email',
      /elsewhere.example is not a domain of Tarn Council/,
    ],
    ['a person without a role', { ...manager, role: '' }, 'role', /say which post/],
    ['a board’s post at an agency', { ...manager, role: 'board-chair' }, 'role', /is a post of the board/],
    [
      'an agency’s post at the board',
      { ...boardRows[1]!, role: 'line-manager' },
      'role',
      /the board has no line-manager/,
    ],
    ['one’s own deputy', { ...manager, deputy_email: 'LENA@tarn.example' }, 'deputy_email', /their own deputy/],
    [
      'a deputy of no agency',
      { ...manager, deputy_email: 'd@elsewhere.example' },
      'deputy_email',
      /no agency here has the domain/,
    ],
    ['a date written in another way', { ...manager, absent_from: '8/4/2026' }, 'absent_from', /2026-04-08/],
    ['a day that does not exist', { ...manager, verified_on: '2026-02-30' }, 'verified_on', /2026-04-08/],
    [
      'back before away',
      { ...manager, absent_from: '2026-04-08', absent_to: '2026-04-07' },
      'absent_to',
      /before the first day/,
    ],
    ['back without away', { ...manager, absent_to: '2026-04-07' }, 'absent_from', /first day away too/],
    [
      'an absence of nobody',
      row({ agency: 'Tarn Council', role: 'senior-manager', absent_from: '2026-04-07' }),
      'absent_from',
      /nobody is named/,
    ],
    [
      'a delegation to nowhere',
      { ...manager, delegated_to: 'Elsewhere: line-manager' },
      'delegated_to',
      /an agency of this directory, a colon and a role/,
    ],
    [
      'a delegation to itself',
      { ...manager, delegated_to: 'Tarn Council: line-manager' },
      'delegated_to',
      /an agency of this directory/,
    ],
    [
      'one address with two names',
      { ...manager, name: 'Lena Lime', role: 'senior-manager' },
      'name',
      /on another line this address is Lena Line's/,
    ],
    ['the same line twice', manager, 'email', /has this post already/],
    [
      'a column that does not exist',
      { ...manager, team: 'Blue' },
      'team',
      /there is no such column; the columns are agency, /,
    ],
  ])('names row, column and remedy: %s', (_what, bad, column, why) => {
    const { directory, problems } = directoryFrom([...boardRows, council, manager, bad]);

    expect(problems).toContainEqual({ row: 6, column, why: expect.stringMatching(why) });
    expect(directory.posts.filter((post) => post.agency === 'tarn-council')).toHaveLength(1);
  });

  it('says which column is missing', () => {
    const { verified_on: _, ...without } = manager;
    expect(directoryFrom([...boardRows, council, without]).problems).toEqual([
      { row: 5, column: 'verified_on', why: 'this column is missing' },
    ]);
  });

  it('refuses a directory in which nobody is asked last', () => {
    expect(directoryFrom([council, manager]).problems).toMatchObject([{ row: 1, column: 'agency_type' }]);
    expect(directoryFrom([boardRows[0]!, council]).problems).toMatchObject([{ row: 1, column: 'role' }]);
  });

  it('reports every problem, in order of rows, and keeps the lines that have none', () => {
    const { directory, problems } = directoryFrom([
      ...boardRows,
      { ...manager, agency: 'X' },
      council,
      { ...manager, email: '' },
      manager,
    ]);

    expect(problems.map((problem) => problem.row)).toEqual([4, 4, 4, 4, 6]);
    expect(directory.posts).toHaveLength(2);
  });
});
