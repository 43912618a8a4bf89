/** Made-up names for the seed. */
export const LARGE_STATIONS = [
  { callSign: 'WHRB', name: 'Harbor 7', market: 'Port Ellery' },
  { callSign: 'KMSA', name: 'Mesa 4', market: 'Grand Mesa' },
];

export const SMALL_STATIONS = [
  ['WPNE', 'Pine Valley'],
  ['KDRY', 'Dry Creek'],
  ['WLKE', 'Lakeview'],
  ['KCYN', 'Canyon City'],
  ['WMPL', 'Mapleton'],
  ['KSND', 'Sandpoint Bay'],
  ['WFRN', 'Fernwood'],
  ['KBUT', 'Butte Ridge'],
  ['WCOV', 'Covington Falls'],
  ['KELM', 'Elm Springs'],
  ['WSTN', 'Stonebridge'],
  ['KRVR', 'Riverton Mills'],
  ['WBRK', 'Brookside'],
  ['KPRA', 'Prairie Home'],
  ['WGRN', 'Greenfield'],
  ['KHLS', 'Seven Hills'],
  ['WOAK', 'Oak Harbor'],
  ['KSLT', 'Salt Flats'],
  ['WISL', 'Long Island Sound'],
  ['KTRL', 'Trailhead'],
  ['WDUN', 'Dunmore'],
  ['KGLN', 'Glenrock'],
] as const;

export const PROGRAMMES = [
  ['Good Morning, Neighbors', 'news'],
  ['The Noon Report', 'news'],
  ['News at Six', 'news'],
  ['Late Edition', 'news'],
  ['Courtside', 'sports'],
  ['Friday Night Lineup', 'sports'],
  ['Kitchen Table', 'lifestyle'],
  ['Fix It Fast', 'lifestyle'],
  ['Garden Gate', 'lifestyle'],
  ['Bright Minds', 'quiz'],
  ['Double Down', 'quiz'],
  ['Second Street', 'drama'],
  ['The Lighthouse Keepers', 'drama'],
  ['Cartoon Corner', 'children'],
] as const;

export const BUSINESSES = [
  'Motors',
  'Furniture',
  'Dental',
  'Pizza',
  'Roofing',
  'Credit Union',
  'Hardware',
  'Law',
];
export const OWNERS = ['Alder', 'Bianchi', 'Castillo', 'Dufresne', 'Eriksen', 'Fontaine', 'Grant', 'Hollis'];
export const CAMPAIGNS = ['Spring Sale', 'Grand Opening', 'Same-Day Service', 'Holiday Hours', 'Since 1974'];
export const FIRST_NAMES = [
  'Amara',
  'Ben',
  'Chloe',
  'Dev',
  'Elena',
  'Felix',
  'Grace',
  'Hugo',
  'Ines',
  'Jonas',
];
export const LAST_NAMES = ['Okafor', 'Larsen', 'Nguyen', 'Patel', 'Romero', 'Schmidt', 'Tanaka', 'Walsh'];
