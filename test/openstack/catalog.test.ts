import { describe, expect, it } from 'vitest';
import { type EndpointFilter, findEndpoint } from '../../src/openstack/catalog.js';
import { OpenStackError } from '../../src/openstack/error.js';
import type { Token } from '../../src/openstack/keystone.js';
import { keepSecrets } from '../../src/openstack/secrets.js';

const secrets = keepSecrets(() => {});
const filter: EndpointFilter = {
  serviceType: 'placement',
  interfaces: ['internal', 'public'],
  from: 'the defaults',
  service: 'Placement',
};

function tokenWith(catalog: readonly unknown[], projectId?: string): Token {
  return {
    value: 'x',
    expiresAt: undefined,
    userId: undefined,
    userName: undefined,
    projectId,
    projectName: undefined,
    roles: [],
    catalog,
    place: { url: new URL('http://k/v3/auth/tokens'), from: 'auth_url', service: 'Keystone' },
  };
}

/** The URL that is found, or the kind of error. */
function find(catalog: readonly unknown[], changed: Partial<EndpointFilter> = {}): string {
  try {
    return findEndpoint(tokenWith(catalog), { ...filter, ...changed }, secrets).url.href;
  } catch (error) {
    if (!(error instanceof OpenStackError)) throw error;
    return error.kind;
  }
}

/** `type interface region url name` */
const catalogOf = (...lines: readonly string[]) =>
  lines.map((line) => {
    const [type, interfaceName, region, url, name] = line.split(' ');
    return { type, name, endpoints: [{ interface: interfaceName, region_id: region, url }] };
  });

describe('interfaces', () => {
  const both = catalogOf('placement public R http://pub/', 'placement internal R http://int/');

  it.each<[readonly string[], string]>([
    [['internal', 'public'], 'http://int/'],
    [['public', 'internal'], 'http://pub/'],
    [['admin', 'public'], 'http://pub/'],
    [['admin'], 'endpoint-not-found'],
  ])('%j', (interfaces, expected) => {
    expect(find(both, { interfaces })).toBe(expected);
  });
});

describe('regions', () => {
  const two = catalogOf('placement public R1 http://one/', 'placement public R2 http://two/');

  it.each([
    ['R2', 'http://two/'],
    [undefined, 'http://one/'],
    ['r2', 'endpoint-not-found'],
  ])('%s', (region, expected) => {
    expect(find(two, { region })).toBe(expected);
  });

  it('go before interfaces', () => {
    const catalog = catalogOf('placement internal R1 http://a/', 'placement public R2 http://b/');
    expect(find(catalog, { region: 'R2' })).toBe('http://b/');
  });

  it('have an older name', () => {
    const endpoints = [{ interface: 'public', region: 'R', url: 'http://a/' }];
    expect(find([{ type: 'placement', endpoints }], { region: 'R' })).toBe('http://a/');
  });
});

describe('names of services', () => {
  it.each([
    ['placement public R http://a/ nova-placement', 'nova-placement', 'http://a/'],
    ['placement public R http://a/ other', 'nova-placement', 'endpoint-not-found'],
    ['placement public R http://a/', 'nova-placement', 'http://a/'],
  ])('%s for %s', (line, serviceName, expected) => {
    expect(find(catalogOf(line), { serviceName })).toBe(expected);
  });
});

describe('types of services', () => {
  const all = ['block-storage', 'volume', 'volumev2', 'volumev3', 'block-store'];
  const catalog = (types: readonly string[]) =>
    catalogOf(...types.map((type) => `${type} public R http://${type}/`));

  it.each([
    ['volumev3', all, 'http://volumev3/'],
    ['block-storage', all, 'http://block-storage/'],
    ['block-storage', ['volume', 'volumev2', 'volumev3'], 'http://volumev3/'],
    ['volumev3', ['volumev2', 'block-storage'], 'http://block-storage/'],
    ['volumev3', ['volumev2', 'volume'], 'endpoint-not-found'],
    ['placement', ['Placement', 'resource'], 'endpoint-not-found'],
    ['my-own', ['my-own'], 'http://my-own/'],
  ])('%s among %j', (serviceType, types, expected) => {
    expect(find(catalog(types), { serviceType })).toBe(expected);
  });

  it('an alias counts where the type as asked is in another region', () => {
    const lines = ['volumev3 public R1 http://a/', 'block-storage public R2 http://b/'];
    expect(find(catalogOf(...lines), { serviceType: 'volumev3', region: 'R2' })).toBe('http://b/');
  });
});

describe('catalogs that are of no use', () => {
  it.each<[string, readonly unknown[], string]>([
    ['empty', [], 'endpoint-not-found'],
    [
      'odd',
      [null, 'x', {}, { type: 'placement' }, { type: 'placement', endpoints: [null, {}] }],
      'endpoint-not-found',
    ],
    ['a URL that is none', catalogOf('placement public R placement:8778'), 'bad-answer'],
    ['an empty URL', catalogOf('placement public R '), 'endpoint-not-found'],
  ])('%s', (_name, catalog, expected) => {
    expect(find(catalog)).toBe(expected);
  });

  it.each<[readonly unknown[], string]>([
    [[], 'The catalog is empty: the token has no scope, or no endpoint is registered for it.'],
    [catalogOf('image public R http://a/'), 'The catalog has no such service in any region.'],
    [catalogOf('placement admin R http://a/'), 'The catalog has: admin in region "R".'],
  ])('%j: says what there is', (catalog, words) => {
    expect(() =>
      findEndpoint(tokenWith(catalog, 'p'), { ...filter, region: 'R' }, secrets),
    ).toThrow(
      `Keystone at http://k/v3/auth/tokens (auth_url) has no internal or public endpoint of a placement service in region "R" in its catalog (the defaults). ${words} Register the endpoint, or correct the options.`,
    );
  });

  it('says what a token without a project lacks', () => {
    const catalog = catalogOf('image public R http://a/');
    expect(() => findEndpoint(tokenWith(catalog), filter, secrets)).toThrow(
      "no such service in any region. A token without a project does not get endpoints whose URL holds the project's id. Register",
    );
  });
});
