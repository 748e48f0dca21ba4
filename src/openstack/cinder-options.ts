import type { Config } from '../config/config.js';
import type { EndpointFilter } from './catalog.js';
import { OpenStackError } from './error.js';
import { fillIn, optionUrl, type Place } from './url.js';

/** Where Nova looks for Cinder. */
export interface CinderOptions {
  /** `endpoint_template`, where it is set: then the catalog is not asked. */
  readonly template: Place | undefined;
  readonly filter: EndpointFilter;
}

/**
 * `catalog_info`, `endpoint_template` and `os_region_name` (Nova 34.0.0, nova/conf/cinder.py and
 * nova/volume/cinder.py, _get_cinderclient_parameters).
 *
 * @throws OpenStackError of kind `configuration` for a value that cannot be used
 */
export function readCinderOptions(config: Config): CinderOptions {
  const info = config.text('cinder', 'catalog_info');
  const region = config.text('cinder', 'os_region_name');
  const value = info?.value ?? 'volumev3::publicURL';
  const [serviceType = '', serviceName = '', name = '', ...more] = value.split(':');
  if (!/^[\w-]+:\w*:/.test(value) || more.length > 0) {
    throw new OpenStackError(
      'configuration',
      `[cinder]catalog_info is ${JSON.stringify(value)} (${info?.origin}), which is not of the form type:name:interface. Set it to one such as volumev3::publicURL, or leave it out.`,
    );
  }
  const from = [
    `[cinder]catalog_info, ${info?.origin ?? 'default'}`,
    ...(region === undefined ? [] : [`[cinder]os_region_name, ${region.origin}`]),
  ].join('; ');
  return {
    template: readTemplate(config),
    filter: {
      serviceType,
      serviceName: serviceName || undefined,
      // service_catalog.py, normalize_interface: Python's rstrip('URL').
      interfaces: [name.replace(/[URL]+$/, '') || 'public'],
      region: region?.value || undefined,
      from,
      service: 'Cinder',
    },
  };
}

function readTemplate(config: Config): Place | undefined {
  const template = config.text('cinder', 'endpoint_template');
  if (template === undefined || template.value === '') return undefined;
  const from = `[cinder]endpoint_template, ${template.origin}`;
  const url = fillIn(template.value, CONTEXT, from);
  return { url: optionUrl(url, from), from, service: 'Cinder' };
}

/** The context of `nova-status` belongs to no project and no user, and Python writes that so. */
const CONTEXT = { project_id: 'None', user_id: 'None', tenant: 'None', user: 'None' };
