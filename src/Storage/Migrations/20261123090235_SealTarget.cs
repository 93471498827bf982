using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace KeyCeremonyConsole.Storage.Migrations
{
    /// <inheritdoc />
    internal partial class SealTarget : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "SealType",
                table: "Ceremonies",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Target",
                table: "Ceremonies",
                type: "TEXT",
                nullable: false,
                defaultValue: "");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "SealType",
                table: "Ceremonies");

            migrationBuilder.DropColumn(
                name: "Target",
                table: "Ceremonies");
        }
    }
}
