/**
 * What `-machine help` of Debian's builds of QEMU lists: for each family its versions, those that are flagged deprecated
 * in parentheses, and what each alias stands for. Versions are those of names such as `pc-q35-8.2`; boards of their own
 * have none.
 */
export const QEMU_HELP = {
  '7.2': {
    versions: {
      'pc-i440fx':
        '(1.4 1.5 1.6 1.7) 2.0 2.1 2.2 2.3 2.4 2.5 2.6 2.7 2.8 2.9 2.10 2.11 2.12 3.0 3.1 4.0 4.1 4.2 5.0 5.1 5.2 6.0 6.1 6.2 7.0 7.1 7.2',
      'pc-q35':
        '2.4 2.5 2.6 2.7 2.8 2.9 2.10 2.11 2.12 3.0 3.1 4.0 4.0.1 4.1 4.2 5.0 5.1 5.2 6.0 6.1 6.2 7.0 7.1 7.2',
      virt: '2.6 2.7 2.8 2.9 2.10 2.11 2.12 3.0 3.1 4.0 4.1 4.2 5.0 5.1 5.2 6.0 6.1 6.2 7.0 7.1 7.2',
      's390-ccw-virtio':
        '2.4 2.5 2.6 2.7 2.8 2.9 2.10 2.11 2.12 3.0 3.1 4.0 4.1 4.2 5.0 5.1 5.2 6.0 6.1 6.2 7.0 7.1 7.2',
      pseries:
        '2.1 2.2 2.3 2.4 2.5 2.6 2.7 2.8 2.9 2.10 2.11 2.12 2.12-sxxm 3.0 3.1 4.0 4.1 4.2 5.0 5.1 5.2 6.0 6.1 6.2 7.0 7.1 7.2',
    },
    aliases: {
      pc: 'pc-i440fx-7.2',
      q35: 'pc-q35-7.2',
      virt: 'virt-7.2',
      's390-ccw-virtio': 's390-ccw-virtio-7.2',
      pseries: 'pseries-7.2',
    },
    boards: 'microvm virtex-ml507',
  },
  '11.1': {
    versions: {
      'pc-i440fx': '(5.2 6.0 6.1 6.2 7.0 7.1 7.2 8.0 8.1) 8.2 9.0 9.1 9.2 10.0 10.1 10.2 11.0 11.1',
      'pc-q35': '(5.2 6.0 6.1 6.2 7.0 7.1 7.2 8.0 8.1) 8.2 9.0 9.1 9.2 10.0 10.1 10.2 11.0 11.1',
      virt: '(5.2 6.0 6.1 6.2 7.0 7.1 7.2 8.0 8.1) 8.2 9.0 9.1 9.2 10.0 10.1 10.2 11.0 11.1',
      's390-ccw-virtio':
        '(5.2 6.0 6.1 6.2 7.0 7.1 7.2 8.0 8.1) 8.2 9.0 9.1 9.2 10.0 10.1 10.2 11.0 11.1',
      pseries: '(5.2 6.0 6.1 6.2 7.0 7.1 7.2 8.0 8.1) 8.2 9.0 9.1 9.2 10.0 10.1 10.2 11.0 11.1',
    },
    aliases: {
      pc: 'pc-i440fx-11.1',
      q35: 'pc-q35-11.1',
      virt: 'virt-11.1',
      's390-ccw-virtio': 's390-ccw-virtio-11.1',
      pseries: 'pseries-11.1',
    },
    boards: 'microvm virtex-ml507',
  },
} as const;
