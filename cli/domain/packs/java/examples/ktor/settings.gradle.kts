rootProject.name = "tickets"
