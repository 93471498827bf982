using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace KeyCeremonyConsole.Storage.Migrations
{
    /// <inheritdoc />
    internal partial class Terms : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Cause",
                table: "Terms",
                type: "TEXT",
                nullable: false,
                defaultValue: "Manual"); // Nothing else was possible but the first one.

            migrationBuilder.Sql("""UPDATE "Terms" SET "Cause" = 'Initialisation' WHERE "Term" = 1 AND "Reason" = 'Initialisation';""");

            migrationBuilder.AddColumn<string>(
                name: "Head",
                table: "Records",
                type: "TEXT",
                nullable: false,
                computedColumnSql: "hex(substr(\"Value\", 1, 4))",
                stored: false);

            migrationBuilder.CreateTable(
                name: "Reencryptions",
                columns: table => new
                {
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    State = table.Column<string>(type: "TEXT", nullable: false),
                    StartedByName = table.Column<string>(type: "TEXT", nullable: false),
                    StartedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Total = table.Column<long>(type: "INTEGER", nullable: false),
                    Done = table.Column<long>(type: "INTEGER", nullable: false),
                    Unreadable = table.Column<long>(type: "INTEGER", nullable: false),
                    Term = table.Column<int>(type: "INTEGER", nullable: false),
                    After = table.Column<string>(type: "TEXT", nullable: false),
                    PausedByName = table.Column<string>(type: "TEXT", nullable: true),
                    EndedAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Reencryptions", x => x.Number);
                });

            migrationBuilder.CreateTable(
                name: "TermEnds",
                columns: table => new
                {
                    Term = table.Column<int>(type: "INTEGER", nullable: false),
                    Head = table.Column<string>(type: "TEXT", nullable: false),
                    InstallTime = table.Column<long>(type: "INTEGER", nullable: false),
                    Encryptions = table.Column<long>(type: "INTEGER", nullable: false),
                    RetiredAt = table.Column<long>(type: "INTEGER", nullable: false),
                    RetiredByName = table.Column<string>(type: "TEXT", nullable: false),
                    DestroyedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    DestroyedByName = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TermEnds", x => x.Term);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Records_Head_Path",
                table: "Records",
                columns: new[] { "Head", "Path" });

            migrationBuilder.CreateIndex(
                name: "IX_TermEnds_Head",
                table: "TermEnds",
                column: "Head",
                unique: true);

            // A term is closed only while no record has it, and no record comes with a closed term: the database itself
            // keeps to that, whichever way a row gets there. What is left out: see IRecordTerms.
            migrationBuilder.Sql(
                """
                CREATE TRIGGER "TermEnds_no_record" BEFORE INSERT ON "TermEnds"
                WHEN EXISTS (SELECT 1 FROM "Records" WHERE "Head" = NEW."Head"
                    AND "Path" <> 'core/keyring' AND substr("Path", 1, 13) <> 'core/upgrade/')
                BEGIN SELECT RAISE(ABORT, 'Records are still encrypted under this term.'); END;
                """);
            foreach (string change in new[] { "INSERT", "UPDATE" })
            {
                migrationBuilder.Sql(
                    $"""
                    CREATE TRIGGER "Records_no_closed_term_{change}" BEFORE {change} ON "Records"
                    WHEN NEW."Path" <> 'core/keyring' AND substr(NEW."Path", 1, 13) <> 'core/upgrade/'
                        AND EXISTS (SELECT 1 FROM "TermEnds" WHERE "Head" = hex(substr(NEW."Value", 1, 4)))
                    BEGIN SELECT RAISE(ABORT, 'This record''s term is closed: encrypt it again.'); END;
                    """);
            }
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""DROP TRIGGER "Records_no_closed_term_INSERT"; DROP TRIGGER "Records_no_closed_term_UPDATE"; DROP TRIGGER "TermEnds_no_record";""");
            migrationBuilder.DropTable(
                name: "Reencryptions");

            migrationBuilder.DropTable(
                name: "TermEnds");

            migrationBuilder.DropIndex(
                name: "IX_Records_Head_Path",
                table: "Records");

            migrationBuilder.DropColumn(
                name: "Head",
                table: "Records");

            migrationBuilder.DropColumn(
                name: "Cause",
                table: "Terms");
        }
    }
}
