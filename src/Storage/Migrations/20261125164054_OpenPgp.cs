using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace KeyCeremonyConsole.Storage.Migrations
{
    /// <inheritdoc />
    public partial class OpenPgp : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "PgpFingerprint",
                table: "People",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "PgpKey",
                table: "People",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "OddAt",
                table: "Participants",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "PgpFingerprint",
                table: "Participants",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "PgpKey",
                table: "Participants",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "Backup",
                table: "Ceremonies",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "MoreAsked",
                table: "Ceremonies",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "TokenPgpFingerprint",
                table: "Ceremonies",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "TokenPgpKey",
                table: "Ceremonies",
                type: "TEXT",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "PgpFingerprint",
                table: "People");

            migrationBuilder.DropColumn(
                name: "PgpKey",
                table: "People");

            migrationBuilder.DropColumn(
                name: "OddAt",
                table: "Participants");

            migrationBuilder.DropColumn(
                name: "PgpFingerprint",
                table: "Participants");

            migrationBuilder.DropColumn(
                name: "PgpKey",
                table: "Participants");

            migrationBuilder.DropColumn(
                name: "Backup",
                table: "Ceremonies");

            migrationBuilder.DropColumn(
                name: "MoreAsked",
                table: "Ceremonies");

            migrationBuilder.DropColumn(
                name: "TokenPgpFingerprint",
                table: "Ceremonies");

            migrationBuilder.DropColumn(
                name: "TokenPgpKey",
                table: "Ceremonies");
        }
    }
}
