package com.acme.letters;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@SpringBootApplication
@RestController
public class LettersApplication {
    @Value("${letters.sender}")
    private String sender;

    public static void main(String[] args) {
        SpringApplication.run(LettersApplication.class, args);
    }

    @GetMapping("/")
    public String from() {
        return "from " + sender;
    }
}
