using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.Extensions.DependencyInjection;

namespace KeyCeremonyConsole.Storage;

/// <summary>For `dotnet ef` alone. Built from the real services, so that the model is the real one.</summary>
internal sealed class DesignTimeDb : IDesignTimeDbContextFactory<ConsoleDb>
{
    public ConsoleDb CreateDbContext(string[] args) =>
        new ServiceCollection()
            .AddStorage(Path.GetTempPath())
            .BuildServiceProvider()
            .GetRequiredService<IDbContextFactory<ConsoleDb>>()
            .CreateDbContext();
}
