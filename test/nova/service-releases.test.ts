import { expect, it } from 'vitest';
import { serviceReleaseName } from '../../src/nova/service-releases.js';

it.each([
  [1, 'before Ocata (15)'],
  [16, 'Ocata (15)'],
  [17, 'before Pike (16) was released'],
  [53, 'Victoria (22)'],
  [54, 'before Wallaby (23) was released'],
  [56, 'Wallaby (23)'],
  [62, 'before Zed (26) was released'],
  [66, '2023.1 Antelope (27) or 2023.2 Bobcat (28)'],
  [67, '2024.1 Caracal (29) or 2024.2 Dalmatian (30)'],
  [74, '2026.2 Hibiscus (34)'],
  [75, 'after 2026.2 Hibiscus (34)'],
])('knows service version %i: %s', (version, name) => {
  expect(serviceReleaseName(version)).toBe(name);
});
