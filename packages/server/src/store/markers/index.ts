export {
  addMarker,
  countMarkers,
  type NewMarker,
  readMarkers,
  removeMarker,
  type StoredMarker,
} from './markers-table.ts';
