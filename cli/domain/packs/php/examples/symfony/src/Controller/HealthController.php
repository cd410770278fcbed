<?php
class HealthController
{
    #[Route('/healthz')]
    public function show() { return new Response($_ENV['GREETING'] ?? 'ok'); }
}
