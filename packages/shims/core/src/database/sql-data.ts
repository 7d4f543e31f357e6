/** The `sql` block of a subsegment. */
export class SqlData {
  declare database_version?: string;
  declare driver_version?: string;
  declare preparation?: string;
  declare url?: string;
  declare user?: string;

  constructor(databaseVer?: string, driverVer?: string, user?: string, url?: string, queryType?: string) {
    if (databaseVer) this.database_version = databaseVer;
    if (driverVer) this.driver_version = driverVer;
    if (queryType) this.preparation = queryType;
    if (url) this.url = url;
    if (user) this.user = user;
  }
}
